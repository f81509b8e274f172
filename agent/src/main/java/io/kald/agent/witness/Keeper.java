package io.kald.agent.witness;

import io.kald.agent.pcap.CaptureInterface;
import io.kald.agent.text.ErrorText;
import io.kald.agent.witness.WitnessOptions.Keeping;
import io.kald.probe.event.ProbeEvent.Changed;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps packets on disk. What cannot be written is left out, and said once a minute at most. */
final class Keeper {
  private static final Logger log = LoggerFactory.getLogger("io.kald.witness");
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  // deps
  private final Ring ring;
  private final Slices slices;
  private final Keeping keeping;

  // state
  private long resumeNanos = Long.MIN_VALUE;

  Keeper(Keeping keeping, List<CaptureInterface> interfaces) {
    this.keeping = keeping;
    this.ring = new Ring(keeping, interfaces);
    this.slices = new Slices(keeping, ring, interfaces);
  }

  /** Takes a packet of the interface at that place. */
  void packet(int place, RawPacket packet) {
    if (packet.atNanos() >= resumeNanos) {
      attempt(packet.atNanos(), () -> ring.write(place, packet));
    }
  }

  /** Notes a transition, see {@link Slices#changed}. */
  void changed(Changed event, long atNanos, String address) {
    slices.changed(event, atNanos, address);
  }

  /** Makes what is there readable and writes slices that are complete. */
  void advance(long nowNanos) {
    if (nowNanos >= resumeNanos) {
      attempt(
          nowNanos,
          () -> {
            ring.flush();
            slices.advance(nowNanos);
          });
    }
  }

  /** No more packets will come. */
  void close(long nowNanos) {
    attempt(nowNanos, slices::finish);
    attempt(nowNanos, ring::close);
  }

  /** Bytes on disk. */
  long bytes() {
    return ring.bytes() + slices.bytes();
  }

  private void attempt(long nowNanos, Step step) {
    try {
      step.run();
    } catch (IOException e) {
      resumeNanos = nowNanos + MINUTE;
      log.error(
          "witness: packets cannot be kept in {}: {}; tried again in a minute, results are judged"
              + " all the same",
          keeping.directory(),
          ErrorText.withFile(e));
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
