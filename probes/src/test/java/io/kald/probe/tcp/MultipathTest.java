package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.PortRange;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Routed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A route with two gateways, one of which is dead. */
@Tag("slow")
final class MultipathTest {
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final int MOST = 60;

  private final AtomicLong aheadNanos = new AtomicLong();
  private Routed net;
  private ProbeLoop loop;

  @BeforeEach
  void start() {
    net = Routed.create();
    loop = ProbeLoop.in(net.here, true, aheadNanos);
  }

  @AfterEach
  void stop() {
    if (net != null) {
      loop.close();
      net.close();
    }
  }

  private void on(String transport) {
    loop.close();
    loop = ProbeLoop.in(net.here, transport.equals("epoll"), aheadNanos);
  }

  private Listeners server(String address) {
    return net.far.call(() -> Listeners.accepting(address));
  }

  private void killTarget(int port) {
    net.far.nft(
        "table inet t { chain c { type filter hook input priority 0; tcp dport "
            + port
            + " drop; }; }");
  }

  private ProbeOutcome probe(TcpProber prober) {
    return loop.probe(prober, SHORT).outcome();
  }

  private static void assertNoGateway(ProbeOutcome outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            NotProbed.class,
            not -> assertThat(not.reason()).as("%s", not).isEqualTo(Reason.NO_GATEWAY));
  }

  /** What comes of probes until the dead gateway and the other one have both been taken. */
  @ParameterizedTest
  @CsvSource({
    "epoll, 10.80.0.2,      1",
    "epoll, 10.80.0.2,      3",
    "nio,   10.80.0.2,      1",
    "epoll, 2001:db8:80::2, 1"
  })
  void shouldNotBlameATargetBehindAGatewayThatMayHaveBeenTaken(
      String transport, String address, int policy) {
    net.addDeadGateway(policy);
    net.here.sysctl("net.ipv4.fib_multipath_hash_fields=55"); // addresses, protocol, ports
    on(transport);
    try (Listeners server = server(address)) {
      TcpProber prober = loop.open(ProbeLoop.spec(server.port(), TcpClose.RST), address);
      Set<Class<?>> seen = new HashSet<>();
      for (int i = 0; i < MOST && (i < MOST / 4 || seen.size() < 2); i++) {
        ProbeOutcome outcome = probe(prober);
        seen.add(outcome.getClass());
        if (!(outcome instanceof Answered)) {
          assertNoGateway(outcome);
        }
      }
      // Over IPv6 the kernel itself leaves a gateway that does not answer.
      assertThat(seen).contains(Answered.class).hasSizeGreaterThan(address.contains(":") ? 0 : 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Routed.FAR_FOUR, Routed.FAR_SIX})
  void shouldBlameADeadTargetAnHourLater(String address) {
    net.addDeadGateway(1);
    on("epoll");
    try (Listeners server = server(address)) {
      killTarget(server.port());
      TcpProber prober = loop.open(ProbeLoop.spec(server.port(), TcpClose.RST), address);
      ProbeOutcome outcome = probe(prober);
      for (int i = 0; i < MOST && !(outcome instanceof NotProbed); i++) {
        outcome = probe(prober); // until the dead gateway has been taken once
      }
      assertNoGateway(outcome);
      assertNoGateway(probe(prober));
      aheadNanos.addAndGet(HOUR);
      for (int i = 0; i < MOST && !(outcome instanceof Unanswered); i++) {
        outcome = probe(prober); // of the dead gateway the kernel itself may report the loss
      }
      assertThat(outcome).isInstanceOf(Unanswered.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10.80.0.2",
    "1, 10.80.0.2",
    "3, 10.80.0.2",
    "0, 2001:db8:80::2",
    "1, 2001:db8:80::2"
  })
  void shouldBlameADeadTargetWhenAllGatewaysAnswer(int policy, String address) {
    net.addDeadGateway(policy);
    net.reviveGateway();
    on("epoll");
    try (Listeners server = server(address)) {
      TcpProber prober = loop.open(ProbeLoop.spec(server.port(), TcpClose.RST), address);
      assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
      killTarget(server.port());
      for (int i = 0; i < 4; i++) {
        assertThat(probe(prober)).isInstanceOf(Unanswered.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Routed.FAR_FOUR, Routed.FAR_SIX})
  void shouldAskForTheGatewayOfAConfiguredSourcePort(String address) {
    net.addDeadGateway(1);
    on("epoll");
    try (Listeners server = server(address)) {
      Map<Integer, TcpProber> answered = new HashMap<>();
      Map<Integer, TcpProber> not = new HashMap<>();
      for (int port = 40_000; port < 40_012; port++) {
        TcpProber prober =
            loop.open(
                ProbeLoop.from(new PortRange(port, port), server.port(), TcpClose.RST), address);
        ProbeOutcome outcome = probe(prober);
        (outcome instanceof Answered ? answered : not).put(port, prober);
        if (!(outcome instanceof Answered)) {
          assertNoGateway(outcome);
        }
      }
      assertThat(answered).isNotEmpty();
      killTarget(server.port());
      answered.values().forEach(one -> assertThat(probe(one)).isInstanceOf(Unanswered.class));
    }
  }
}
