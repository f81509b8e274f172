package io.kald.agent.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * Any bytes are a capture, a damaged one, or none. The profile {@code fuzz} looks for
 * counterexamples; without it the corpus is replayed.
 */
class CaptureFuzzTest {
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  @FuzzTest(maxDuration = "10m")
  void shouldReadAnyFile(byte[] bytes) throws IOException {
    List<String> whole = read(new ByteArrayInputStream(bytes));
    assertThat(read(new Trickle(bytes))).isEqualTo(whole);
  }

  /** What is read, whatever it is. */
  private static List<String> read(InputStream stream) throws IOException {
    List<String> read = new ArrayList<>();
    try {
      read.add(CaptureReader.read(stream, packet -> read.add(text(packet))).toString());
    } catch (UnreadableCaptureException e) {
      read.add(e.getMessage());
    }
    return read;
  }

  /** Asks for everything the content allows to ask for. */
  private static String text(Packet packet) {
    String text =
        packet.frame() + " " + packet.atNanos() + " " + packet.content() + packet.comments();
    return switch (packet.content()) {
      case TCP -> text + addresses(packet) + packet.tcpTimestamp() + payload(packet);
      case UDP -> text + addresses(packet) + payload(packet);
      case ICMP -> text + packet.source() + packet.echo() + quoted(packet);
      default -> text;
    };
  }

  private static String addresses(Packet packet) {
    return packet.source() + packet.sourcePort() + packet.target() + packet.targetPort();
  }

  private static int payload(Packet packet) {
    int sum = packet.payloadLength();
    for (int i = 0; i < packet.payloadCaptured(); i++) {
      sum = sum * 31 + packet.bytes().get(packet.payload() + i);
    }
    return sum;
  }

  private static String quoted(Packet packet) {
    Packet quoted = packet.quoted();
    return quoted == null ? "" : quoted.content() + quoted.source() + quoted.target();
  }

  /** Gives seven bytes at a time. */
  private static final class Trickle extends ByteArrayInputStream {
    Trickle(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] to, int offset, int length) {
      return super.read(to, offset, Math.min(length, 7));
    }
  }
}
