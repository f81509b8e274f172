package io.kald.probe.phone.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kald.probe.Egress;
import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.PhoneDetection.Kind;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PhoneTimers;
import io.kald.probe.lab.Capture;
import io.kald.probe.lab.Netns;
import io.kald.probe.lab.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The path to the node breaks: what the phone decides, and what the kernel sends meanwhile. */
@Tag("slow")
class BrokenPathTest {
  private static final long SECOND = 1_000_000_000L;

  /** From the KeepAlive on: what a phone sends again, without the two at the start. */
  private static final double[] PHONE_INTERVALS = {0.4, 0.8, 1.5, 2.5, 5.0, 10.0};

  @Test
  void shouldResetAtTheInstantsOfTheDetection() {
    Netns.assumeUsable("tcpdump", "nft");
    CompletableFuture<List<Double>> normal =
        CompletableFuture.supplyAsync(() -> broken(Kind.NORMAL, 9.06));
    List<Double> delayed = broken(Kind.DELAYED, 35.8);
    assertThat(normal.join()).isNotEmpty();
    assertThat(delayed).hasSize(2 + PHONE_INTERVALS.length);
    for (int i = 0; i < PHONE_INTERVALS.length; i++) {
      double wanted = PHONE_INTERVALS[i];
      assertThat(delayed.get(i + 2))
          .as("interval %d", i + 3)
          .isCloseTo(wanted, within(wanted * 0.15));
    }
  }

  /** The distances of the kernel's retransmissions in seconds. */
  private static List<Double> broken(Kind kind, double seconds) {
    try (Netns phone = Netns.create();
        Netns remote = Netns.create()) {
      phone.cable("10.9.0.1/24", remote, "10.9.0.2/24");
      ScriptedNode node =
          remote.call(() -> new ScriptedNode(ServerSocketFactory.getDefault(), "10.9.0.2"));
      try (node;
          Capture capture = Capture.on(phone, "eth0", "10.9.0.255", "tcp");
          PhoneLab lab = PhoneLab.in(phone, spec(kind, node.port()))) {
        lab.until("ALIVE");
        remote.nft("add table ip broken");
        remote.nft("add chain ip broken in { type filter hook input priority 0; policy drop; }");
        lab.await(() -> lab.told.contains("DOWN"), "the loss", 60);
        assertThat(lab.lossSeconds()).isCloseTo(seconds, within(0.2));
        return distances(capture.packets(1));
      }
    }
  }

  /** What was sent with data after the registration: the KeepAlive and its retransmissions. */
  private static List<Double> distances(List<Packet> all) {
    long begin = all.get(0).timeNanos() + 2 * SECOND;
    List<Long> times = new ArrayList<>();
    for (Packet packet : all) {
      boolean data = packet.source().equals("10.9.0.1") && packet.flags().contains("P");
      if (data && packet.timeNanos() - begin > 0) {
        times.add(packet.timeNanos());
      }
    }
    List<Double> distances = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      distances.add((times.get(i) - times.get(i - 1)) / 1e9);
    }
    return distances;
  }

  static PhoneSpec spec(Kind kind, int port) {
    // Nobody waits 30 s for the first KeepAlive here; those TCP has yet to deliver do not count.
    long interval = TimeUnit.SECONDS.toNanos(4);
    PhoneTimers timers =
        new PhoneTimers(
            2 * SECOND,
            SECOND,
            SECOND / 2,
            interval,
            interval,
            PhoneTimers.DEFAULT.connectionMonitorNanos());
    return new PhoneSpec(
        PhoneLab.DEVICE,
        List.of(new PhoneNode("n0", "10.9.0.2", port)),
        null,
        timers,
        new PhoneDetection(kind, false, Geometric.DEFAULT, 3),
        null,
        Egress.DEFAULT);
  }
}
