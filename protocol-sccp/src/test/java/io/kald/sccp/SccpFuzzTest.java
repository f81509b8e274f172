package io.kald.sccp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * Any bytes are messages, too few, or a named fault. {@code JAZZER_FUZZ=1 mvn -pl protocol-sccp
 * test -Dtest=SccpFuzzTest} looks for counterexamples; without it the corpus is replayed.
 */
class SccpFuzzTest {
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  @FuzzTest(maxDuration = "10m")
  void shouldReadAnyStream(byte[] bytes) {
    List<Object> whole = read(bytes, bytes.length);
    assertThat(read(bytes, 1)).isEqualTo(whole);
    for (Object each : whole) {
      if (each instanceof SccpFrame frame) {
        shouldBeReadAgainAsItIsWritten(frame);
      }
    }
  }

  /** Frames, then the fault if there was one. */
  private static List<Object> read(byte[] bytes, int step) {
    var read = new ArrayList<>();
    var frames = new SccpFrames();
    ByteBuf in = Unpooled.buffer();
    try {
      for (int from = 0; from < bytes.length; from += step) {
        in.writeBytes(bytes, from, step);
        for (var frame = frames.next(in); frame != null; frame = frames.next(in)) {
          read.add(frame);
        }
      }
    } catch (SccpDecodeException e) {
      read.add(e.fault());
    }
    return read;
  }

  private static void shouldBeReadAgainAsItIsWritten(SccpFrame frame) {
    var alone = new SccpFrame(frame.version(), frame.message(), Octets.NONE);
    assertThat(Frames.roundTrip(alone)).isEqualTo(alone);
  }
}
