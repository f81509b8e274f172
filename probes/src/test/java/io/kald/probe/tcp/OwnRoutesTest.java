package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.PortRange;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Routed;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes and rules of this machine that lead its probes astray, for a while or for good. */
@Tag("slow")
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

  @ParameterizedTest
  @CsvSource({
    "epoll, 10.80.0.2/32,       via 10.79.0.77",
    "epoll, 10.80.0.0/24,       via 10.79.0.77",
    "epoll, 2001:db8:80::2/128, via 2001:db8:79::77",
    "nio,   10.80.0.2/32,       via 10.79.0.77",
    "epoll, default,            nexthop via 10.79.0.77 nexthop via 10.79.0.78"
  })
  void shouldNotExcuseForHoursATargetWhoseGatewayMayBeItsOwnServer(
      String transport, String destination, String gateway) {
    on(transport);
    String address = destination.contains(":") ? Routed.FAR_SIX : Routed.FAR_FOUR;
    try (Listeners server = net.far.call(() -> Listeners.accepting(address))) {
      TcpProber prober = loop.open(ProbeLoop.spec(server.port(), TcpClose.RST), address);
      net.leadOnlyBy(destination, gateway);
      loop.awaitReports(net.here);
      assertNotProbed(loop.probe(prober, SHORT).outcome(), Reason.NO_GATEWAY);
      aheadNanos.addAndGet(HOUR - TimeUnit.MINUTES.toNanos(1));
      assertNotProbed(loop.probe(prober, SHORT).outcome(), Reason.NO_GATEWAY);
      aheadNanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
      assertRejected(prober, Reason.NO_GATEWAY);
      net.here.ip("route del " + destination);
      net.addDefaultRoutes();
      assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
      net.leadOnlyBy(destination, gateway);
      loop.awaitReports(net.here);
      assertNotProbed(loop.probe(prober, SHORT).outcome(), Reason.NO_GATEWAY);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "epoll, default",
    "epoll, 0.0.0.0/1",
    "epoll, ::/0",
    "epoll, 2000::/3",
    "nio,   default"
  })
  void shouldNeverBlameATargetForItsDefaultGateway(String transport, String destination) {
    on(transport);
    boolean six = destination.contains(":");
    TcpProber prober =
        loop.open(ProbeLoop.spec(PORT, TcpClose.RST), six ? Routed.FAR_SIX : Routed.FAR_FOUR);
    net.here.ip("route replace " + destination + " via " + (six ? DEAD_SIX : DEAD_FOUR));
    loop.awaitReports(net.here);
    for (int i = 0; i < 3; i++) {
      assertNotProbed(loop.probe(prober, SHORT).outcome(), Reason.NO_GATEWAY);
      aheadNanos.addAndGet(HOUR);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "10.80.0.2,      from 10.79.0.9,               no",
    "10.80.0.2,      from 10.79.0.0/24,            yes",
    "10.80.0.2,      not from 10.79.0.9,           yes",
    "10.80.0.2,      fwmark 7,                     no",
    "10.80.0.2,      fwmark 0/7,                   yes",
    "10.80.0.2,      iif eth0,                     no",
    "10.80.0.2,      iif lo,                       yes",
    "10.80.0.2,      oif eth0,                     no",
    "10.80.0.2,      ipproto udp,                  no",
    "10.80.0.2,      ipproto tcp dport 8080,       yes",
    "10.80.0.2,      ipproto tcp dport 8081-8090,  no",
    "10.80.0.2,      not to 198.51.100.0/24,       yes",
    "2001:db8:80::2, from 2001:db8:79::9,          no",
    "2001:db8:80::2, from 2001:db8:79::/64,        yes",
    "2001:db8:80::2, fwmark 7,                     no"
  })
  void shouldExcuseAFailureByARuleOnlyWhereTheRuleMayMatchItsPackets(
      String address, String rule, String excused) {
    TcpProber prober = loop.open(ProbeLoop.spec(PORT, TcpClose.RST), address);
    String six = address.contains(":") ? "-6 " : "";
    CompletableFuture<ProbeResult> result = send(prober);
    net.here.ip(six + "rule add " + rule + " lookup 100");
    net.here.ip(six + "rule del " + rule + " lookup 100");
    loop.awaitReports(net.here);
    if (excused.equals("yes")) {
      assertNotProbed(end(prober, result), Reason.ROUTE_CHANGED);
    } else {
      assertThat(end(prober, result)).isInstanceOf(Unanswered.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "fwmark 7,       yes",
    "fwmark 8, no",
    "fwmark 0xf7/0xf, yes",
    "oif eth0, yes",
    "iif eth0, no"
  })
  void shouldCompareRulesWithTheMarkAndTheDeviceOfAProbe(String rule, String excused) {
    Egress egress = new Egress(null, null, "eth0", Egress.KERNEL, Egress.KERNEL, 7);
    TcpProber prober = loop.open(ProbeLoop.from(egress, PORT), Routed.FAR_FOUR);
    CompletableFuture<ProbeResult> result = send(prober);
    net.here.ip("rule add " + rule + " lookup 100");
    loop.awaitReports(net.here);
    if (excused.equals("yes")) {
      assertNotProbed(end(prober, result), Reason.ROUTE_CHANGED);
    } else {
      assertThat(end(prober, result)).isInstanceOf(Unanswered.class);
    }
  }

  @Test
  void shouldBelieveAReportThatItsGlobalAddressHasTooNarrowAScopeForAnHour() {
    net.router.nft(
        "table inet f { chain c { type filter hook forward priority 0;"
            + " reject with icmpv6 type 2; }; }"); // beyond scope of source address
    TcpProber prober = loop.open(ProbeLoop.spec(PORT, TcpClose.RST), Routed.FAR_SIX);
    assertNotProbed(loop.probe(prober, 9 * SHORT).outcome(), Reason.SOURCE_ADDRESS_MISSING);
    aheadNanos.addAndGet(HOUR);
    assertThat(loop.probe(prober, 9 * SHORT).outcome())
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(Reason.OTHER_ICMP_ERROR);
              assertThat(rejected.detail())
                  .startsWith("ICMP 1/2 from ")
                  .endsWith(": beyond scope of source address");
            });
  }

  @Test
  void shouldBlameATargetWhenATableChangesToWhichNoRuleLeads() {
    TcpProber prober = loop.open(ProbeLoop.spec(PORT, TcpClose.RST), Routed.FAR_FOUR);
    CompletableFuture<ProbeResult> result = send(prober);
    for (String table : List.of("99", "4711")) {
      net.here.ip("route add " + Routed.FAR_FOUR + " via " + DEAD_FOUR + " table " + table);
    }
    loop.awaitReports(net.here);
    assertThat(end(prober, result)).isInstanceOf(Unanswered.class);
    net.here.ip("rule add to 198.51.100.0/24 lookup 4711");
    CompletableFuture<ProbeResult> another = send(prober);
    net.here.ip("route del " + Routed.FAR_FOUR + " table 4711");
    loop.awaitReports(net.here);
    assertNotProbed(end(prober, another), Reason.ROUTE_CHANGED);
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

  @ParameterizedTest
  @CsvSource({
    "epoll, 10.80.0.2,      icmp host-unreachable,   HOST_UNREACHABLE",
    "epoll, 10.80.0.2,      icmp type 7,             HOST_UNREACHABLE",
    "epoll, 2001:db8:80::2, icmpv6 admin-prohibited, ADMIN_PROHIBITED",
    "nio,   10.80.0.2,      icmp host-unreachable,   HOST_UNREACHABLE"
  })
  void shouldBlameATargetOfWhichARouterReportsThatItCannotBeReached(
      String transport, String address, String error, Reason reason) {
    on(transport);
    rejectAtRouter(error);
    assertRejected(loop.open(ProbeLoop.spec(PORT, TcpClose.RST), address), reason);
  }

  @ParameterizedTest
  @CsvSource({
    "10.80.0.2,      icmp prot-unreachable,   OTHER_ICMP_ERROR",
    "10.80.0.2,      icmp type 5,             OTHER_ICMP_ERROR",
    "10.80.0.2,      icmp type 7,             OTHER_ICMP_ERROR",
    "2001:db8:80::2, icmpv6 admin-prohibited, ADMIN_PROHIBITED",
    "2001:db8:80::2, icmpv6 policy-fail,      ADMIN_PROHIBITED"
  })
  void shouldNotExcuseForHoursATargetForAnErrorOfWhichNioDoesNotNameTheSender(
      String address, String error, Reason reason) {
    on("nio");
    rejectAtRouter(error);
    TcpProber prober = loop.open(ProbeLoop.spec(PORT, TcpClose.RST), address);
    assertThat(loop.probe(prober, 9 * SHORT).outcome()).isInstanceOf(NotProbed.class);
    aheadNanos.addAndGet(HOUR);
    assertRejected(prober, reason);
  }

  private void rejectAtRouter(String error) {
    net.router.nft(
        "table inet t { chain c { type filter hook forward priority 0; meta l4proto tcp reject with "
            + error
            + "; }; }");
  }

  private void assertRejected(TcpProber prober, Reason reason) {
    assertThat(loop.probe(prober, 9 * SHORT).outcome())
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.reason()).isEqualTo(reason));
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
