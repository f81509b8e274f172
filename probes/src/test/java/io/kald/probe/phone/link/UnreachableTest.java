package io.kald.probe.phone.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.PhoneDetection.Kind;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PhoneTimers;
import io.kald.probe.lab.Netns;
import io.kald.probe.lab.Routed;
import java.util.List;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets say that the first of two nodes cannot be reached. */
class UnreachableTest {
  private static final long MILLI = 1_000_000L;

  /** A path that delivers nothing is given up 1 s after the KeepAlive. */
  private static final Geometric QUICK =
      new Geometric(1.66, 4, 100 * MILLI, 100 * MILLI, 100 * MILLI);

  @ParameterizedTest
  @CsvSource({
    "4, host-unreachable",
    "4, net-unreachable",
    "4, admin-prohibited",
    "6, addr-unreachable",
    "6, no-route"
  })
  @Tag("slow")
  void shouldTellTheNextNodeWhyItDidNotGoToTheOneBefore(int family, String packet) {
    Netns.assumeUsable("nft");
    try (Path path = new Path(family)) {
      path.answerWith(packet);
      try (PhoneLab lab = path.phone()) {
        lab.until("registered n1");
        assertThat(lab.told).contains("failed n0 host-unreachable");
        assertThat(path.second.heard).anyMatch(m -> m.endsWith(" Last=CM-ICMP-Unreach"));
      }
    }
  }

  @Test
  void shouldStandDownWhenNoNodeCanBeReached() {
    Netns.assumeUsable("nft");
    try (Path path = new Path(4)) {
      path.answerWith("host-unreachable");
      path.second.close();
      try (PhoneLab lab = path.phone()) {
        lab.until("DOWN");
      }
    }
  }

  /** No packet says so: this machine has no way there. */
  @Test
  void shouldNotBlameTheNodeForAMissingRoute() {
    Netns.assumeUsable();
    try (Path path = new Path(4)) {
      path.phone.ip("addr flush dev eth0");
      try (PhoneLab lab = path.phone()) {
        lab.until("not probed n1 no-route");
        assertThat(lab.told).contains("not probed n0 no-route").doesNotContain("DOWN");
      }
    }
  }

  /** Only a link-local address is left, from which no router forwards. */
  @Test
  void shouldNotBlameTheNodeForALostAddress() {
    try (Routed net = Routed.create()) {
      net.here.ip("addr del " + Routed.OWN_SIX + " dev eth0");
      try (PhoneLab lab = PhoneLab.in(net.here, spec(Routed.FAR_SIX, 2000, 2001))) {
        lab.until("not probed n1 source-address-missing");
        assertThat(lab.told)
            .contains("not probed n0 source-address-missing")
            .doesNotContain("DOWN");
      }
    }
  }

  private static PhoneSpec spec(String address, int first, int second) {
    PhoneTimers timers =
        new PhoneTimers(
            2_000 * MILLI,
            1_000 * MILLI,
            500 * MILLI,
            2_000 * MILLI,
            2_000 * MILLI,
            60_000 * MILLI);
    return new PhoneSpec(
        PhoneLab.DEVICE,
        List.of(new PhoneNode("n0", address, first), new PhoneNode("n1", address, second)),
        null,
        timers,
        new PhoneDetection(Kind.NORMAL, false, QUICK, 3),
        null,
        Egress.DEFAULT);
  }

  /** One such packet may be the network's mistake, and TCP goes on (RFC 1122, 4.2.3.9). */
  @Test
  @Tag("slow")
  void shouldNotLeaveTheNodeForSuchAPacketBeforeThePathIsGivenUp() {
    Netns.assumeUsable("nft");
    try (Path path = new Path(4);
        PhoneLab lab = path.phone()) {
      lab.until("ALIVE");
      path.answerWith("host-unreachable");
      lab.until("failover n0 -> n1 TCP-timeout");
      assertThat(lab.lossSeconds()).isBetween(0.9, 1.5);
    }
  }

  /** A phone and two nodes, each side in a namespace. */
  private static final class Path implements AutoCloseable {
    final ScriptedNode second;

    private final Netns phone = Netns.create();
    private final Netns remote = Netns.create();
    private final boolean six;
    private final ScriptedNode first;

    Path(int family) {
      six = family == 6;
      phone.cable("10.9.0.1/24,fd09::1/64", remote, "10.9.0.2/24,fd09::2/64");
      first = remote.call(this::node);
      second = remote.call(this::node);
    }

    private String address() {
      return six ? "fd09::2" : "10.9.0.2";
    }

    private ScriptedNode node() {
      return new ScriptedNode(ServerSocketFactory.getDefault(), address());
    }

    /** What comes for the first node is answered with this ICMP packet from now on. */
    void answerWith(String packet) {
      String kind = (six ? "icmpv6" : "icmp") + " type " + packet;
      remote.nft("add table inet gone");
      remote.nft("add chain inet gone in { type filter hook input priority 0; }");
      remote.nft("add rule inet gone in tcp dport " + first.port() + " reject with " + kind);
    }

    PhoneLab phone() {
      return PhoneLab.in(phone, spec(address(), first.port(), second.port()));
    }

    @Override
    public void close() {
      first.close();
      second.close();
      phone.close();
      remote.close();
    }
  }
}
