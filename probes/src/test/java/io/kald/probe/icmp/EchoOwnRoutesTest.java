package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.lab.Routed;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes and rules of this machine that lead its echoes astray, for a while or for good. */
@Tag("slow")
final class EchoOwnRoutesTest {
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private Routed net;
  private EchoLab lab;

  @BeforeEach
  void start() throws Exception {
    net = Routed.create();
    Nets.nft(net.far, "input", "meta l4proto icmp drop");
    net.far.nft("add rule inet kald input icmpv6 type echo-request drop");
    lab = new EchoLab(net.here);
  }

  @AfterEach
  void stop() {
    if (lab != null) {
      lab.close();
    }
    if (net != null) {
      net.close();
    }
  }

  private static void assertNotProbed(ProbeOutcome outcome, Reason reason) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            NotProbed.class, not -> assertThat(not.reason()).as("%s", not).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource({
    "10.80.0.2,      icmp,      10.79.0.77",
    "2001:db8:80::2, ipv6-icmp, 2001:db8:79::77"
  })
  void shouldAskForTheRouteThatItsPacketsTake(String address, String protocol, String gateway)
      throws Exception {
    String family = address.contains(":") ? "-6 " : "";
    Prober prober = lab.open(address);
    assertThat(lab.probeShortly(prober)).isInstanceOf(Unanswered.class);
    net.here.ip(family + "route add default via " + gateway + " table 100");
    net.here.ip(family + "rule add ipproto " + protocol + " lookup 100");
    lab.awaitReports(net.here);
    assertNotProbed(lab.probeShortly(prober), Reason.NO_GATEWAY);
    for (String kind : new String[] {"blackhole", "prohibit", "unreachable"}) {
      net.here.ip(family + "route replace " + kind + " default table 101");
      net.here.ip(family + "rule add ipproto " + protocol + " lookup 101");
      lab.awaitReports(net.here);
      assertNotProbed(lab.probeShortly(prober), Reason.NO_ROUTE);
      net.here.ip(family + "route flush table 101");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Routed.FAR_FOUR, Routed.FAR_SIX})
  void shouldNotBlameTheTargetForARouteThatWasAnotherMeanwhile(String address) throws Exception {
    boolean six = address.contains(":");
    Prober prober = lab.open(address);
    CompletableFuture<ProbeResult> result = lab.ask(prober);
    net.here.ip(
        six
            ? "-6 route replace default via 2001:db8:79::77"
            : "route replace default via 10.79.0.77");
    net.addDefaultRoutes();
    lab.awaitReports(net.here);
    assertNotProbed(lab.end(prober, result), Reason.ROUTE_CHANGED);
    assertThat(lab.probeShortly(prober)).isInstanceOf(Unanswered.class);
  }

  @Test
  void shouldNotTakeTheReportOfAWrongRouterAsEvidence() throws Exception {
    Nets.nft(net.router, "forward", "reject with icmp host-unreachable");
    Prober prober = lab.open(Routed.FAR_FOUR);
    assertThat(lab.probeShortly(prober)).isInstanceOf(Rejected.class);
    CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    lab.on(
        () -> {
          prober.send(lab.clock.nanoTime(), result::complete);
          lab.loop.execute(this::changeTheRoute); // after the echo has left, before it is read
          return true;
        });
    assertNotProbed(EchoLab.await(result).outcome(), Reason.ROUTE_CHANGED);
  }

  @ParameterizedTest
  @CsvSource({"10.80.0.2/32, via 10.79.0.77", "2001:db8:80::2/128, via 2001:db8:79::77"})
  void shouldNotExcuseForHoursATargetWhoseGatewayMayBeItsOwnServer(
      String destination, String gateway) throws Exception {
    net.leadOnlyBy(destination, gateway);
    lab.awaitReports(net.here);
    Prober prober = lab.open(destination.contains(":") ? Routed.FAR_SIX : Routed.FAR_FOUR);
    assertNotProbed(lab.probeShortly(prober), Reason.NO_GATEWAY);
    lab.aheadNanos.addAndGet(HOUR);
    assertThat(lab.probeShortly(prober))
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.reason()).isEqualTo(Reason.NO_GATEWAY));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBelieveAReportThatItsGlobalAddressHasTooNarrowAScopeForAnHour(boolean configured)
      throws Exception {
    Nets.nft(net.router, "forward", "reject with icmpv6 type 2"); // beyond scope of source address
    String own = configured ? "2001:db8:79::1" : null;
    Egress egress = new Egress(own, null, null, Egress.KERNEL, Egress.KERNEL, Egress.KERNEL);
    Prober prober = lab.open(Routed.FAR_SIX, egress);
    assertNotProbed(lab.probe(prober).outcome(), Reason.SOURCE_ADDRESS_MISSING);
    lab.aheadNanos.addAndGet(HOUR);
    Rejected rejected = (Rejected) lab.probe(prober).outcome();
    assertThat(rejected.reason()).isEqualTo(Reason.OTHER_ICMP_ERROR);
    assertThat(rejected.detail())
        .startsWith("ICMP 1/2 from ")
        .endsWith(": beyond scope of source address");
  }

  @ParameterizedTest
  @CsvSource({"from 10.79.0.9, no", "from 10.79.0.0/24, yes", "fwmark 7, no", "iif eth0, no"})
  void shouldExcuseAFailureByARuleOnlyWhereTheRuleMayMatchItsPackets(String rule, String excused)
      throws Exception {
    Prober prober = lab.open(Routed.FAR_FOUR);
    CompletableFuture<ProbeResult> result = lab.ask(prober);
    net.here.ip("rule add " + rule + " lookup 100");
    lab.awaitReports(net.here);
    if (excused.equals("yes")) {
      assertNotProbed(lab.end(prober, result), Reason.ROUTE_CHANGED);
    } else {
      assertThat(lab.end(prober, result)).isInstanceOf(Unanswered.class);
    }
  }

  private void changeTheRoute() {
    net.here.ip("route replace default via 10.79.0.77");
    net.addDefaultRoutes();
    lab.awaitReports(net.here);
  }

  @Test
  void shouldTakeItsOwnReportOfATargetBehindAGatewayAsItsOwnFault() throws Exception {
    net.here.sysctl("net.ipv4.neigh.eth0.retrans_time_ms=50");
    net.router.nft("table arp t { chain c { type filter hook input priority 0; drop; }; }");
    assertNotProbed(EchoLab.await(lab.ask(lab.open(Routed.FAR_FOUR))).outcome(), Reason.NO_GATEWAY);
  }
}
