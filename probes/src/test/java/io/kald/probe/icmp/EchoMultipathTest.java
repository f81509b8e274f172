package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.lab.Routed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A route with two gateways, one of which is dead. */
@Tag("slow")
final class EchoMultipathTest {
  private static final int TARGETS = 12;

  private Routed net;
  private EchoLab lab;

  @BeforeEach
  void start() throws Exception {
    net = Routed.create();
    for (int i = 0; i < TARGETS; i++) {
      net.far.ip("addr add 10.80.0.1" + (10 + i) + "/24 dev eth0");
      net.far.ip("addr add 2001:db8:80::1" + (10 + i) + "/64 dev eth0 nodad");
    }
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

  private static void assertNoGateway(ProbeOutcome outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            NotProbed.class,
            not -> assertThat(not.reason()).as("%s", not).isEqualTo(Reason.NO_GATEWAY));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10.80.0.1",
    "1, 10.80.0.1",
    "3, 10.80.0.1",
    "0, 2001:db8:80::1",
    "1, 2001:db8:80::1",
    "3, 2001:db8:80::1"
  })
  void shouldBlameADeadTargetOnlyBehindAGatewayThatWorks(int policy, String prefix)
      throws Exception {
    boolean isGuess = policy != 0 && !prefix.contains(":");
    net.addDeadGateway(policy);
    lab.awaitReports(net.here);
    List<Prober> answered = new ArrayList<>();
    List<Prober> not = new ArrayList<>();
    for (int i = 0; i < TARGETS; i++) {
      Prober prober = lab.open(prefix + (10 + i));
      ProbeOutcome outcome = lab.probeShortly(prober);
      (outcome instanceof Answered ? answered : not).add(prober);
      if (!(outcome instanceof Answered)) {
        assertNoGateway(outcome);
      }
    }
    assertThat(answered).isNotEmpty();
    Nets.nft(net.far, "input", "icmp type echo-request drop");
    net.far.nft("add rule inet kald input icmpv6 type echo-request drop");
    if (isGuess && !not.isEmpty()) {
      assertNoGateway(lab.probeShortly(answered.get(0)));
      lab.aheadNanos.addAndGet(TimeUnit.HOURS.toNanos(1));
    }
    assertThat(lab.probeShortly(answered.get(0))).isInstanceOf(Unanswered.class);
  }
}
