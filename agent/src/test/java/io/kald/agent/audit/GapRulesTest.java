package io.kald.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.flow.TcpExchange.Close;
import io.kald.probe.keepalive.State;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapRulesTest {
  @Test
  void aSteadyProberKeepsItsRules() {
    Wire wire = Wire.judgedBy("5,3,5,rst");
    for (int i = 0; i < 100; i++) {
      wire.good(i * 5);
    }
    AuditReport report = wire.report();
    assertThat(report.conforms()).isTrue();
    assertThat(report.streams()).hasSize(1);
    assertThat(report.streams().get(0).inferred().periodNanos()).isEqualTo(5_000_000_000L);
    assertThat(report.streams().get(0).inferred().close()).isEqualTo("rst");
    assertThat(report.streams().get(0).states())
        .extracting(s -> s.transition().to().state())
        .containsExactly(State.ALIVE);
  }

  @Test
  void theFirstSeedsLoadBalancerDidNotSend() {
    Wire wire = Wire.judgedBy("5,3,5");
    double at = 0;
    for (int i = 0; i < 30; i++) {
      wire.good(at);
      at += 10.1 + (i * 7 % 9) / 10.0;
    }
    AuditReport report = wire.report();
    assertThat(rules(report)).containsExactly(RuleId.KEEPALIVE_NOT_SENT);
    assertThat(report.findings().get(0).text())
        .contains("29 of 29 intervals are 10.1 s to 10.9 s")
        .contains("answered after 5.2 ms")
        .contains("CSCeg60264");
    assertThat(report.findings().get(0).frames()).isNotEmpty();
  }

  @Test
  void aProberOfAnotherPeriodIsNotThatLoadBalancer() {
    Wire wire = Wire.judgedBy("5,3,5");
    for (int i = 0; i < 10; i++) {
      wire.good(i * 30);
    }
    AuditReport report = wire.report();
    assertThat(rules(report)).containsOnly(RuleId.SLOT_MISSING).hasSize(9);
    assertThat(report.findings().get(0).text())
        .isEqualTo("30 s without a keepalive, 5 slots are missing; due after 5 s");
  }

  @Test
  void severalThatWereNotSentInARowAreToldAsSuch() {
    AuditReport report =
        Wire.judgedBy("5,3,5").good(0).good(10.1).good(25.3).good(45.2).good(55.4).report();
    assertThat(rules(report)).containsExactly(RuleId.KEEPALIVE_NOT_SENT);
    assertThat(report.findings().get(0).text())
        .contains("4 of 4 intervals are 10.1 s to 19.9 s: frequency + one retryperiod or more (5");
  }

  @Test
  void aProberThatStopsIsMissedWhileTheCaptureGoesOn() {
    Wire wire = Wire.judgedBy("5,3,5");
    for (int i = 0; i < 10; i++) {
      wire.good(i * 5);
    }
    AuditReport report = wire.until(45 + 1080);
    assertThat(rules(report)).containsExactly(RuleId.SLOT_MISSING);
    assertThat(report.findings().get(0).text())
        .isEqualTo(
            "keepalives stop here; 1080 s of the capture follow without one, 216 slots are"
                + " missing; due after 5 s");
  }

  @Test
  void theEndOfACaptureIsNoStop() {
    Wire wire = Wire.judgedBy("5,3,5");
    for (int i = 0; i < 10; i++) {
      wire.good(i * 5);
    }
    assertThat(wire.until(45 + 15).findings()).isEmpty();
    assertThat(Wire.judgedBy("5,3,5").good(0).good(5).until(1000).findings()).isEmpty();
  }

  @Test
  void aProberOfItsOwnHabitMayEnd() {
    Wire wire = Wire.judgedByItself();
    for (int i = 0; i < 10; i++) {
      wire.good(i * 5);
    }
    AuditReport report = wire.until(45 + 1080);
    assertThat(report.findings()).isEmpty();
    StringWriter text = new StringWriter();
    new AuditText(new PrintWriter(text)).write(report);
    assertThat(text.toString()).contains("the last one 1080 s before the end of the capture");
  }

  @Test
  void oneMissingSlotIsNotAHabit() {
    Wire wire = Wire.judgedBy("5,3,5");
    for (int i = 0; i < 20; i++) {
      if (i != 7) {
        wire.good(i * 5);
      }
    }
    AuditReport report = wire.report();
    assertThat(rules(report)).containsExactly(RuleId.SLOT_MISSING);
    assertThat(report.findings().get(0).text())
        .isEqualTo("10 s without a keepalive, 1 slot is missing; due after 5 s");
  }

  @Test
  void aLateSlotIsTold() {
    AuditReport report = Wire.judgedBy("5,3,5").good(0).good(5).good(11).good(16).good(21).report();
    assertThat(rules(report)).containsExactly(RuleId.SLOT_LATE);
  }

  @Test
  void aDeadServerIsAskedAtTheRetryPeriod() {
    AuditReport report =
        Wire.judgedBy("10,3,4").good(0).good(10).silent(20).silent(24).silent(28).good(32).report();
    assertThat(report.findings()).isEmpty();
    assertThat(report.streams().get(0).states())
        .extracting(s -> s.transition().to().state())
        .containsExactly(State.ALIVE, State.DYING, State.DOWN, State.ALIVE);
  }

  @Test
  void aRetryAtTheFrequencyIsWrong() {
    AuditReport report =
        Wire.judgedBy("10,3,4").good(0).good(10).silent(20).silent(30).good(34).report();
    assertThat(rules(report)).containsExactly(RuleId.RETRY_AT_WRONG_TIME);
  }

  @Test
  void anAnswerThatCountsForNothingIsTold() {
    AuditReport report =
        Wire.judgedBy("10,3,4").good(0).good(10).good(14).good(24).good(34).report();
    assertThat(rules(report)).containsExactly(RuleId.ANSWER_IGNORED);
  }

  @Test
  void aRetryIntervalThatStaysIsTold() {
    AuditReport report =
        Wire.judgedBy("10,3,4").good(0).silent(10).good(14).good(18).good(28).report();
    assertThat(rules(report)).containsExactly(RuleId.BACKOFF_NOT_RESET);
  }

  @Test
  void aBurstIsTold() {
    AuditReport report =
        Wire.judgedBy("5,3,5").good(0).good(5).good(5.1).good(5.2).good(10.2).report();
    assertThat(rules(report)).containsExactly(RuleId.BURST, RuleId.BURST);
  }

  @Test
  void aProberMayTakeItsPlaceInThePeriodWithItsSecondProbe() {
    assertThat(Wire.judgedBy("10,3,4").good(0).good(4).good(14).good(24).report().findings())
        .isEmpty();
  }

  @Test
  void aTickTooManyIsDrift() {
    Wire wire = Wire.judgedBy("5,3,5");
    for (int i = 0; i < 40; i++) {
      wire.good(i * 301 / 60.0);
    }
    AuditReport report = wire.report();
    assertThat(rules(report)).containsExactly(RuleId.PERIOD_DRIFT);
    assertThat(report.findings().get(0).text())
        .isEqualTo("39 intervals of 5.017 s, half of them more, in place of 5 s: +0.33 %");
  }

  @Test
  void aStreamIsNotHeldToSettingsNobodyGave() {
    Wire wire = Wire.judgedByItself();
    for (int i = 0; i < 40; i++) {
      wire.good(i * 301 / 60.0);
    }
    assertThat(wire.report().findings()).isEmpty();
  }

  @Test
  void aProberThatAsksSoonerAtFirstAndThenSeldomIsReadAsItIs() {
    Wire wire = Wire.judgedByItself();
    for (int i = 0; i < 10; i++) {
      wire.good(i);
    }
    wire.refused(10).refused(10.5).refused(11);
    for (int i = 1; i < 5; i++) {
      wire.refused(11 + i * 0.7);
    }
    wire.good(11 + 5 * 0.7).good(12 + 5 * 0.7);
    AuditReport report = wire.report();
    assertThat(report.findings()).isEmpty();
    Inferred seen = report.streams().get(0).inferred();
    assertThat(seen.retryNanos()).isEqualTo(500_000_000L);
    assertThat(seen.downNanos()).isEqualTo(700_000_000L);
    assertThat(seen.maxFailure()).isEqualTo(3);
  }

  @Test
  void whatComesAndGoesAtRandomIsNoKeepalive() {
    Wire wire = Wire.judgedByItself();
    for (double at : new double[] {0, 1, 9, 9.5, 33, 60, 61, 100, 170, 171}) {
      wire.good(at);
    }
    AuditReport report = wire.report();
    assertThat(report.streams()).isEmpty();
    assertThat(report.ignored()).isEqualTo(1);
  }

  @Test
  void findingsOfOneKindAreCountedBeyondTheFirstTwenty() {
    Wire wire = Wire.judgedBy("5,3,5,fin");
    for (int i = 0; i < 50; i++) {
      wire.tcp(i * 5, 0.001, Close.RST, 2000 + i);
    }
    AuditReport report = wire.report();
    assertThat(report.findings()).hasSize(Findings.SHOWN);
    assertThat(report.counts().values().iterator().next()).containsEntry(RuleId.WRONG_CLOSE, 50);
  }

  static List<RuleId> rules(AuditReport report) {
    return report.findings().stream().map(Finding::rule).toList();
  }
}
