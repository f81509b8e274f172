package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
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

/** Own addresses that are gone, not there yet, or others than those that worked. */
@Tag("slow")
final class EchoSourceChangeTest {
  private Routed net;
  private EchoLab lab;

  @BeforeEach
  void start() throws Exception {
    net = Routed.create();
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

  private static void assertSourceMissing(ProbeOutcome outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            NotProbed.class,
            not -> assertThat(not.reason()).as("%s", not).isEqualTo(Reason.SOURCE_ADDRESS_MISSING));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotProbeFromALinkLocalAddressBeyondTheLink(boolean routerReports) throws Exception {
    if (!routerReports) {
      Nets.nft(net.router, "output", "icmpv6 type destination-unreachable drop");
    }
    Prober prober = lab.open(Routed.FAR_SIX);
    net.here.ip("addr del " + Routed.OWN_SIX + " dev eth0");
    assertSourceMissing(lab.probeShortly(prober));
    net.here.sysctl("net.ipv6.conf.eth0.accept_dad=1");
    net.here.sysctl("net.ipv6.conf.eth0.dad_transmits=1000");
    net.here.ip("addr add " + Routed.OWN_SIX + " dev eth0"); // tentative for long
    assertSourceMissing(lab.probeShortly(prober));
    net.here.ip("addr del " + Routed.OWN_SIX + " dev eth0");
    net.here.ip("addr add " + Routed.OWN_SIX + " dev eth0 nodad");
    assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
  }

  @Test
  void shouldNotBlameTheTargetForAnAddressThatIsThereOnlyNow() throws Exception {
    Nets.nft(net.router, "output", "icmpv6 type destination-unreachable drop");
    net.here.ip("addr del " + Routed.OWN_SIX + " dev eth0");
    lab.awaitReports(net.here);
    Prober prober = lab.open(Routed.FAR_SIX);
    CompletableFuture<ProbeResult> result = lab.ask(prober);
    lab.on(() -> true); // The packet has left by then.
    lab.on(() -> true);
    net.here.ip("addr add " + Routed.OWN_SIX + " dev eth0 nodad");
    lab.awaitReports(net.here);
    assertSourceMissing(
        lab.on(() -> result.isDone() ? result.get() : prober.expire(300_000_000)).outcome());
  }

  @ParameterizedTest
  @CsvSource({
    "true,  10.80.0.2,      10.79.0.1,      24",
    "true,  2001:db8:80::2, 2001:db8:79::1, 64",
    "false, 10.80.0.2,      10.79.0.1,      24",
    "false, 2001:db8:80::2, 2001:db8:79::1, 64"
  })
  void shouldNotProbeFromAnotherAddressThanTheOneThatWorked(
      boolean pingSocket, String target, String own, int length) throws Exception {
    Nets.allowPing(net.here, pingSocket);
    Prober prober = lab.open(target);
    assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
    String other = own + "0"; // of the same subnet
    net.here.ip("addr add " + other + "/" + length + " dev eth0" + (length == 64 ? " nodad" : ""));
    net.dropAtRouter(other);
    net.here.sysctl("net.ipv4.conf.eth0.promote_secondaries=1");
    net.here.ip("addr del " + own + "/" + length + " dev eth0");
    net.addDefaultRoutes();
    assertSourceMissing(lab.probeShortly(prober));
    assertSourceMissing(lab.probeShortly(prober));
    lab.aheadNanos.addAndGet(3600 * EchoLab.SECOND);
    assertThat(lab.probeShortly(prober)).isInstanceOf(Unanswered.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBlameATargetThatHasAnsweredTheNewAddress(boolean pingSocket) throws Exception {
    Nets.allowPing(net.here, pingSocket);
    Prober prober = lab.open(Routed.FAR_FOUR);
    assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
    net.here.ip("addr add 10.79.0.10/24 dev eth0");
    net.here.sysctl("net.ipv4.conf.eth0.promote_secondaries=1");
    net.here.ip("addr del " + Routed.OWN_FOUR + " dev eth0");
    net.addDefaultRoutes();
    assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
    net.dropAtRouter("10.79.0.10");
    assertThat(lab.probeShortly(prober)).isInstanceOf(Unanswered.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {Routed.FAR_FOUR, Routed.FAR_SIX})
  void shouldNotBlameATargetThatAnsweredByAnInterfaceThatIsLost(String address) throws Exception {
    net.addSecondWay();
    net.cutSecondWay();
    Prober prober = lab.open(address);
    assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
    net.here.ip("link set eth0 down");
    lab.awaitReports(net.here);
    for (int i = 0; i < 4; i++) {
      assertThat(lab.probeShortly(prober)).isInstanceOf(NotProbed.class);
      lab.aheadNanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
    }
    lab.aheadNanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(lab.probeShortly(prober)).isInstanceOf(Unanswered.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {Routed.FAR_FOUR, Routed.FAR_SIX})
  void shouldBlameATargetThatHasAnsweredByAnotherInterface(String address) throws Exception {
    net.addSecondWay();
    Prober prober = lab.open(address);
    assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
    net.here.ip("link set eth0 down");
    lab.awaitReports(net.here);
    assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
    net.cutSecondWay();
    lab.aheadNanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
    assertThat(lab.probeShortly(prober)).isInstanceOf(Unanswered.class);
  }

  private void assertExcusedForAnHour(Prober prober) throws Exception {
    lab.awaitReports(net.here);
    for (int i = 0; i < 3; i++) {
      lab.aheadNanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
      assertThat(lab.probeShortly(prober))
          .isInstanceOfSatisfying(
              NotProbed.class,
              not -> assertThat(not.reason()).as("%s", not).isEqualTo(Reason.ROUTE_CHANGED));
    }
    lab.aheadNanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    assertThat(lab.probeShortly(prober)).isInstanceOf(Unanswered.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotBlameATargetForAnotherSourceThanTheOneItAnswered(boolean six) throws Exception {
    String other = six ? "2001:db8:79::10" : "10.79.0.10";
    Prober prober = lab.open(six ? Routed.FAR_SIX : Routed.FAR_FOUR);
    assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
    net.dropAtRouter(other);
    if (six) {
      net.here.ip("addr add " + other + "/64 dev eth0 nodad");
      net.here.ip("addr change " + Routed.OWN_SIX + " dev eth0 preferred_lft 0");
    } else {
      net.here.ip("addr add " + other + "/24 dev eth0");
      net.here.ip("route replace default via " + Routed.ROUTER_FOUR + " src " + other);
    }
    assertExcusedForAnHour(prober);
  }

  @Test
  void shouldNotBlameATargetWhoseRouteWasWithdrawn() throws Exception {
    net.addSecondWay();
    net.cutSecondWay();
    net.here.ip("route replace default via 10.90.0.254");
    net.here.ip("route add " + Routed.FAR_FOUR + " via " + Routed.ROUTER_FOUR);
    lab.awaitReports(net.here);
    Prober prober = lab.open(Routed.FAR_FOUR);
    assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
    net.here.ip("route del " + Routed.FAR_FOUR);
    assertExcusedForAnHour(prober);
  }
}
