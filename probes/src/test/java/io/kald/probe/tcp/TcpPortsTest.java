package io.kald.probe.tcp;

import static io.kald.probe.tcp.ProbeLoop.PATIENCE;
import static io.kald.probe.tcp.ProbeLoop.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.PortRange;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Netns;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Source ports, in a namespace where nobody else takes any. */
final class TcpPortsTest {
  private static final String LOCAL = "127.0.0.1";
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(200);
  private static final PortRange FOUR = new PortRange(40_000, 40_003);
  private Netns netns;
  private Listeners server;

  @BeforeEach
  void start() {
    Netns.assumeUsable();
    netns = Netns.create();
    server = netns.call(() -> Listeners.accepting(LOCAL));
  }

  @AfterEach
  void stop() {
    if (netns != null) {
      server.close();
      netns.close();
    }
  }

  private ProbeLoop loop(String transport) {
    return "nio".equals(transport) ? ProbeLoop.nio(netns) : ProbeLoop.epoll(netns, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldGoRoundTheOwnRange(String transport) {
    try (ProbeLoop loop = loop(transport)) {
      TcpProber prober = loop.open(ProbeLoop.from(FOUR, server.port(), TcpClose.RST), LOCAL);
      assertThat(ports(loop, prober, 6))
          .containsExactly(40_000, 40_001, 40_002, 40_003, 40_000, 40_001);
      assertThat(loop.on(prober::ports)).isEqualTo(new PortBudget(4, 0, 0));
    }
  }

  @Test
  void shouldGoRoundTheOwnRangeOnIpv6WithASourceAddress() {
    Egress egress = new Egress("::1", FOUR, null, Egress.KERNEL, Egress.KERNEL, Egress.KERNEL);
    Listeners six = netns.call(() -> Listeners.accepting("::1"));
    try (six;
        ProbeLoop loop = loop("epoll")) {
      TcpProber prober = loop.open(ProbeLoop.from(egress, six.port()), "::1");
      assertThat(ports(loop, prober, 5)).containsExactly(40_000, 40_001, 40_002, 40_003, 40_000);
    }
  }

  @Test
  void shouldSayThatTheSourceIsMissingWhenItChoosesThePort() {
    Egress egress =
        new Egress("192.0.2.1", FOUR, null, Egress.KERNEL, Egress.KERNEL, Egress.KERNEL);
    try (ProbeLoop loop = loop("epoll")) {
      assertThat(loop.probe(ProbeLoop.from(egress, server.port()), LOCAL, PATIENCE).outcome())
          .isInstanceOfSatisfying(
              NotProbed.class,
              not -> assertThat(not.reason()).isEqualTo(Reason.SOURCE_ADDRESS_MISSING));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldStepOverAPortSomebodyElseHolds(String transport) {
    try (ProbeLoop loop = loop(transport);
        Listeners holder = netns.call(() -> Listeners.accepting(LOCAL, 40_001))) {
      TcpProber prober = loop.open(ProbeLoop.from(FOUR, server.port(), TcpClose.RST), LOCAL);
      assertThat(ports(loop, prober, 4)).containsExactly(40_000, 40_002, 40_003, 40_000);
      assertThat(holder.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldNotProbeWhenTheRangeIsTaken(String transport) {
    PortRange two = new PortRange(40_000, 40_001);
    try (ProbeLoop loop = loop(transport);
        Listeners one = netns.call(() -> Listeners.accepting(LOCAL, 40_000));
        Listeners other = netns.call(() -> Listeners.accepting(LOCAL, 40_001))) {
      ProbeResult result =
          loop.probe(ProbeLoop.from(two, server.port(), TcpClose.RST), LOCAL, PATIENCE);
      assertThat(result.outcome())
          .isEqualTo(
              new NotProbed(Reason.NO_SOURCE_PORT, "ports 40000-40001: 2 busy, 0 quarantined"));
      assertThat(one.accepted() + other.accepted() + server.accepted()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldShareARangeBetweenTargets(String transport) {
    PortRange single = new PortRange(40_000, 40_000);
    Listeners full = netns.call(() -> Listeners.full(LOCAL));
    try (ProbeLoop loop = loop(transport)) {
      TcpProber waiting = loop.open(ProbeLoop.from(single, full.port(), TcpClose.RST), LOCAL);
      TcpProber prober = loop.open(ProbeLoop.from(single, server.port(), TcpClose.RST), LOCAL);
      loop.on(
          () -> {
            waiting.send(0, result -> {});
            return true;
          });
      assertThat(loop.on(waiting::ports)).isEqualTo(new PortBudget(1, 1, 0));
      assertThat(ports(loop, prober, 1)).containsExactly(40_000);
      assertThat(loop.on(() -> waiting.expire(1)).outcome()).isInstanceOf(Unanswered.class);
    } finally {
      full.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldTakeItsOwnPortsOutOfTimeWait(String transport) {
    // With timestamps the kernel gives a waiting port to a socket that is bound to it.
    netns.sysctl("net.ipv4.tcp_tw_reuse=0");
    try (ProbeLoop loop = loop(transport)) {
      TcpProber prober = loop.open(ProbeLoop.from(FOUR, server.port(), TcpClose.FIN), LOCAL);
      assertThat(ports(loop, prober, 4)).containsExactly(40_000, 40_001, 40_002, 40_003);
      server.hangUp(4);
      assertThat(loop.on(prober::ports)).isEqualTo(new PortBudget(4, 4, 0));
      assertThat(ports(loop, prober, 4)).containsExactly(40_000, 40_001, 40_002, 40_003);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldRunOutOfPortsInTimeWaitWithoutTimestamps(String transport) {
    netns.sysctl("net.ipv4.tcp_tw_reuse=0");
    netns.sysctl("net.ipv4.tcp_timestamps=0");
    try (ProbeLoop loop = loop(transport)) {
      TcpProber prober = loop.open(ProbeLoop.from(FOUR, server.port(), TcpClose.FIN), LOCAL);
      assertThat(ports(loop, prober, 4)).containsExactly(40_000, 40_001, 40_002, 40_003);
      server.hangUp(4);
      assertThat(loop.probe(prober, PATIENCE).outcome())
          .isEqualTo(
              new NotProbed(Reason.NO_SOURCE_PORT, "ports 40000-40003: 4 busy, 0 quarantined"));
    }
  }

  @Test
  void shouldFindAndAvoidAStuckPort() {
    Netns.assumeUsable("nft");
    netns.nft("add table inet t");
    netns.nft("add chain inet t in { type filter hook input priority 0; }");
    netns.nft("add rule inet t in tcp sport 40001 drop");
    PortRange eight = new PortRange(40_000, 40_007);
    try (ProbeLoop loop = loop("epoll")) {
      TcpProber prober = loop.open(ProbeLoop.from(eight, server.port(), TcpClose.RST), LOCAL);
      List<Integer> failed = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        ProbeResult result = loop.probe(prober, SHORT);
        if (!(result.outcome() instanceof Answered)) {
          failed.add(result.sourcePort());
        }
      }
      assertThat(failed).containsExactly(40_001, 40_001);
      assertThat(loop.portsTold()).containsExactly("40001 true");
      assertThat(loop.on(prober::ports)).isEqualTo(new PortBudget(8, 0, 1));
    }
  }

  @Test
  @Tag("slow")
  void shouldNotBlameTheTargetForAStuckPortOfTheKernels() {
    Netns.assumeUsable("nft");
    netns.sysctl("net.ipv4.ip_local_port_range=40000 40007");
    netns.nft("add table inet t");
    netns.nft("add chain inet t in { type filter hook input priority 0; }");
    netns.nft("add rule inet t in tcp sport 40002 drop");
    try (ProbeLoop loop = loop("epoll")) {
      TcpProber prober = loop.open(spec(server.port(), TcpClose.RST), LOCAL);
      assertThat(loop.on(prober::ports).limit()).isEqualTo(8);
      // The kernel takes ports in its own order, so how many failures it takes is not known; once
      // the port is known to be ill, its failures are held against nobody.
      ProbeResult failed = firstFailure(loop, prober);
      assertThat(failed.outcome()).isInstanceOf(Unanswered.class);
      for (int i = 0; i < 20 && failed.outcome() instanceof Unanswered; i++) {
        assertThat(failed.sourcePort()).isEqualTo(40_002);
        failed = firstFailure(loop, prober);
      }
      assertThat(failed.outcome())
          .isEqualTo(new NotProbed(Reason.SOURCE_PORT_QUARANTINED, "port 40002"));
      assertThat(loop.portsTold()).containsExactly("40002 true");
    }
  }

  @Test
  void shouldNotProbeWhenTheKernelHasNoPortLeft() {
    netns.sysctl("net.ipv4.ip_local_port_range=40000 40001");
    netns.sysctl("net.ipv4.tcp_tw_reuse=0");
    try (ProbeLoop loop = loop("epoll")) {
      TcpProber prober = loop.open(spec(server.port(), TcpClose.FIN), LOCAL);
      ports(loop, prober, 2);
      server.hangUp(2);
      assertThat(loop.probe(prober, PATIENCE).outcome())
          .isInstanceOfSatisfying(
              NotProbed.class, not -> assertThat(not.reason()).isEqualTo(Reason.NO_SOURCE_PORT));
    }
  }

  private static ProbeResult firstFailure(ProbeLoop loop, TcpProber prober) {
    for (int i = 0; i < 500; i++) {
      ProbeResult result = loop.probe(prober, SHORT);
      if (!(result.outcome() instanceof Answered)) {
        return result;
      }
    }
    throw new AssertionError("no probe failed (expected: one in about 8)");
  }

  private static List<Integer> ports(ProbeLoop loop, TcpProber prober, int count) {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ProbeResult result = loop.probe(prober, PATIENCE);
      assertThat(result.outcome()).isInstanceOf(Answered.class);
      ports.add(result.sourcePort());
    }
    return ports;
  }
}
