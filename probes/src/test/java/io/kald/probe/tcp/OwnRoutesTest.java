package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.PortRange;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Routed;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes and rules of this machine that lead its probes astray, for a while or for good. */
final class OwnRoutesTest {
  private static final int PORT = 8080;
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final String DEAD_FOUR = "10.79.0.77";
  private static final String DEAD_SIX = "2001:db8:79::77";

  private final AtomicLong aheadNanos = new AtomicLong();
  private Routed net;
  private ProbeLoop loop;

  @BeforeEach
  void start() {
    net = Routed.create();
    net.far.nft(
        "table inet t { chain c { type filter hook input priority 0; tcp dport 8080 drop; }; }");
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

  private ProbeOutcome probe(String address) {
    return loop.probe(ProbeLoop.spec(PORT, TcpClose.RST), address, SHORT).outcome();
  }

  private static void assertNotProbed(ProbeOutcome outcome, Reason reason) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            NotProbed.class, not -> assertThat(not.reason()).as("%s", not).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "epoll, 10.80.0.2,      ipproto tcp dport 8080",
    "epoll, 2001:db8:80::2, ipproto tcp dport 8080",
    "nio,   10.80.0.2,      ipproto tcp dport 8080",
    "epoll, 10.80.0.2,      ipproto tcp sport 1024-65534",
    "epoll, 2001:db8:80::2, ipproto tcp sport 40000-40099",
    "epoll, 10.80.0.2,      from 10.79.0.1"
  })
  void shouldAskForTheRouteThatItsPacketsTake(String transport, String address, String rule) {
    boolean six = address.contains(":");
    on(transport);
    TcpSpec spec =
        rule.contains("40000")
            ? ProbeLoop.from(new PortRange(40_000, 40_099), PORT, TcpClose.RST)
            : ProbeLoop.spec(PORT, TcpClose.RST);
    assertThat(loop.probe(spec, address, SHORT).outcome()).isInstanceOf(Unanswered.class);
    net.here.ip(
        (six ? "-6 " : "")
            + "route add default via "
            + (six ? DEAD_SIX : DEAD_FOUR)
            + " table 100");
    net.here.ip((six ? "-6 " : "") + "rule add " + rule + " lookup 100");
    loop.awaitReports(net.here);
    assertNotProbed(loop.probe(spec, address, SHORT).outcome(), Reason.NO_GATEWAY);
    on(transport); // the rule is there from the beginning
    assertNotProbed(loop.probe(spec, address, SHORT).outcome(), Reason.NO_GATEWAY);
  }

  @ParameterizedTest
  @CsvSource({
    "blackhole,   10.80.0.2",
    "blackhole,   2001:db8:80::2",
    "prohibit,    10.80.0.2",
    "prohibit,    2001:db8:80::2",
    "unreachable, 10.80.0.2",
    "unreachable, 2001:db8:80::2"
  })
  void shouldNotProbeWhereARuleForThePortLeadsNowhere(String kind, String address) {
    String family = address.contains(":") ? "-6 " : "";
    net.here.ip(family + "route add table 100 " + kind + " default");
    net.here.ip(family + "rule add ipproto tcp dport 8080 lookup 100");
    assertNotProbed(probe(address), Reason.NO_ROUTE);
    net.here.ip(family + "route replace table 100 throw default"); // on to the next rule
    loop.awaitReports(net.here);
    assertThat(probe(address)).isInstanceOf(Unanswered.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"blackhole", "prohibit", "unreachable"})
  void shouldNotProbeWhenARouteLeadsNowhereMeanwhileForAConfiguredSource(String kind) {
    Egress egress =
        new Egress("10.79.0.1", null, null, Egress.KERNEL, Egress.KERNEL, Egress.KERNEL);
    TcpProber prober = loop.open(ProbeLoop.from(egress, PORT), Routed.FAR_FOUR);
    CompletableFuture<ProbeResult> result = send(prober);
    net.here.ip("route add " + kind + " " + Routed.FAR_FOUR);
    assertNotProbed(end(prober, result), Reason.NO_ROUTE);
  }

  @ParameterizedTest
  @CsvSource({
    "epoll, 10.80.0.2",
    "epoll, 2001:db8:80::2",
    "nio,   10.80.0.2",
    "nio,   2001:db8:80::2"
  })
  void shouldNotBlameTheTargetForARouteThatWasAnotherMeanwhile(String transport, String address) {
    on(transport);
    TcpProber prober = loop.open(ProbeLoop.spec(PORT, TcpClose.RST), address);
    flap(address);
    assertThat(loop.probe(prober, SHORT).outcome()).isInstanceOf(Unanswered.class);
    CompletableFuture<ProbeResult> result = send(prober);
    flap(address);
    assertNotProbed(end(prober, result), Reason.ROUTE_CHANGED);
    assertThat(loop.probe(prober, SHORT).outcome()).isInstanceOf(Unanswered.class);
  }

  /** Leads it to another neighbour, which answers ARP and drops the packet, and back. */
  private void flap(String address) {
    boolean six = address.contains(":");
    String family = six ? "-6 " : "";
    net.here.ip(family + "route replace default via " + (six ? DEAD_SIX : DEAD_FOUR));
    net.addDefaultRoutes();
    loop.awaitReports(net.here);
  }

  @Test
  void shouldNotExcuseFailuresForHoursBecauseOfARouteThatKeepsChanging() {
    TcpProber prober = loop.open(ProbeLoop.spec(PORT, TcpClose.RST), Routed.FAR_FOUR);
    for (int i = 0; i < 3; i++) {
      CompletableFuture<ProbeResult> result = send(prober);
      flap(Routed.FAR_FOUR);
      assertNotProbed(end(prober, result), Reason.ROUTE_CHANGED);
    }
    aheadNanos.addAndGet(HOUR);
    CompletableFuture<ProbeResult> result = send(prober);
    flap(Routed.FAR_FOUR);
    assertThat(end(prober, result)).isInstanceOf(Unanswered.class);
  }

  @Test
  void shouldBlameATargetWhoseOwnRouteDidNotChange() {
    net.here.ip("route add 10.80.0.0/24 via " + Routed.ROUTER_FOUR);
    loop.awaitReports(net.here);
    TcpProber prober = loop.open(ProbeLoop.spec(PORT, TcpClose.RST), Routed.FAR_FOUR);
    CompletableFuture<ProbeResult> result = send(prober);
    flap(Routed.FAR_FOUR); // the default route, which it does not take
    net.here.ip("route add 198.51.100.0/24 via " + Routed.ROUTER_FOUR);
    net.here.ip("rule add to 198.51.100.0/24 lookup 100");
    assertThat(end(prober, result)).isInstanceOf(Unanswered.class);
  }

  @Test
  void shouldTakeItsOwnReportOfATargetBehindAGatewayAsItsOwnFault() {
    net.here.sysctl("net.ipv4.neigh.eth0.retrans_time_ms=50");
    net.router.nft("table arp t { chain c { type filter hook input priority 0; drop; }; }");
    CompletableFuture<ProbeResult> result =
        send(loop.open(ProbeLoop.spec(PORT, TcpClose.RST), Routed.FAR_FOUR));
    assertNotProbed(await(result), Reason.NO_GATEWAY);
  }

  @Test
  void shouldBlameATargetOfWhichARouterReportsThatItIsUnreachable() {
    net.router.nft(
        "table inet t { chain c { type filter hook forward priority 0;"
            + " reject with icmp host-unreachable; }; }");
    assertThat(loop.probe(ProbeLoop.spec(PORT, TcpClose.RST), Routed.FAR_FOUR, 9 * SHORT).outcome())
        .isInstanceOf(Rejected.class);
  }

  private CompletableFuture<ProbeResult> send(TcpProber prober) {
    CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    loop.on(
        () -> {
          prober.send(0, result::complete);
          return true;
        });
    return result;
  }

  private static ProbeOutcome await(CompletableFuture<ProbeResult> result) {
    return result.orTimeout(10, TimeUnit.SECONDS).join().outcome();
  }

  /** What came of a probe by now: it may have ended by itself. */
  private ProbeOutcome end(TcpProber prober, CompletableFuture<ProbeResult> result) {
    return loop.on(() -> result.isDone() ? result.get() : prober.expire(SHORT)).outcome();
  }
}
