package io.kald.agent.audit;

import static io.kald.agent.audit.GapRulesTest.rules;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrapRulesTest {
  private static final double BEFORE = 100;

  private static Wire upTo(double rate) {
    Wire wire = Wire.judgedBy("5,3,5").timestamps(rate, WrapRules.WRAP_SECONDS - BEFORE);
    for (double at = 0; at < BEFORE; at += 5) {
      wire.good(at);
    }
    return wire;
  }

  @Test
  void keepalivesThatStopOnDay828AreNoMishap() {
    AuditReport report = upTo(60).until(600);
    assertThat(rules(report)).containsExactlyInAnyOrder(RuleId.TICK_WRAP, RuleId.SLOT_MISSING);
    assertThat(report.findings())
        .filteredOn(f -> f.rule() == RuleId.TICK_WRAP)
        .singleElement()
        .satisfies(
            f ->
                assertThat(f.text())
                    .contains("keepalives stop here")
                    .contains("up for 828.50 days"));
  }

  @Test
  void eighteenMinutesOfSilenceAreToldWithTheirLikeness() {
    Wire wire = upTo(2);
    for (double at = BEFORE + 1092; at < BEFORE + 1200; at += 5) {
      wire.good(at);
    }
    AuditReport report = wire.report();
    assertThat(rules(report)).contains(RuleId.TICK_WRAP);
    assertThat(report.findings())
        .filteredOn(f -> f.rule() == RuleId.TICK_WRAP)
        .singleElement()
        .satisfies(f -> assertThat(f.text()).contains("CSCso08858"));
  }

  @Test
  void aBurstAtTheWrapIsTold() {
    Wire wire = upTo(60);
    for (int tick = 0; tick < 13; tick++) {
      wire.good(BEFORE + tick / 60.0);
    }
    assertThat(rules(wire.report())).contains(RuleId.TICK_WRAP);
  }

  @Test
  void aStopOnAnyOtherDayIsNoWrap() {
    Wire wire = Wire.judgedBy("5,3,5").timestamps(60, 40 * 86_400);
    for (double at = 0; at < BEFORE; at += 5) {
      wire.good(at);
    }
    assertThat(rules(wire.until(600))).containsExactly(RuleId.SLOT_MISSING);
  }

  @Test
  void withoutTimestampsNothingIsGuessed() {
    Wire wire = Wire.judgedBy("5,3,5");
    for (double at = 0; at < BEFORE; at += 5) {
      wire.good(at);
    }
    assertThat(rules(wire.until(600))).containsExactly(RuleId.SLOT_MISSING);
  }
}
