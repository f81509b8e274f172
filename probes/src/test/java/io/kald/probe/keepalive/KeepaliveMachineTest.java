package io.kald.probe.keepalive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of probes/CSS.md#states. '.' answered, 'x' unanswered, 'r' refused, '-' not probed. */
class KeepaliveMachineTest {
  @ParameterizedTest
  @CsvSource({
    "3, .,          A,          1",
    "3, .x,         AY,         1",
    "3, .x.,        AYA,        2",
    "3, .xx.,       AYYA,       2",
    "3, .xxx,       AYYD,       2",
    "3, .xxxx,      AYYDD,      2",
    "3, .xxx.,      AYYDA,      3",
    "3, .xxx.x,     AYYDAY,     3",
    "3, .rrr,       AYYD,       2",
    "3, .xrx,       AYYD,       2",
    "3, .x.x.x.x.,  AYAYAYAYA,  5",
    "1, .x,         AD,         2",
    "1, .x.,        ADA,        3",
    "2, .xx,        AYD,        2",
    "3, x,          u,          0",
    "3, xx,         uu,         0",
    "3, xxx,        uuD,        0",
    "3, xx.,        uuA,        1",
    "3, .-x-x-,     AAYYYY,     1",
    "3, ----------, uuuuuuuuuu, 0",
  })
  void shouldFollowTheTable(int maxFailure, String results, String states, long transitions) {
    KeepaliveMachine machine = new KeepaliveMachine(maxFailure, false);
    assertThat(follow(machine, results)).isEqualTo(states);
    assertThat(machine.transitions()).isEqualTo(transitions);
  }

  @Test
  void shouldHoldLocalFailuresAgainstTheTargetOnlyWhenTold() {
    assertThat(follow(new KeepaliveMachine(3, true), ".---")).isEqualTo("AYYD");
    assertThat(follow(new KeepaliveMachine(3, false), ".---")).isEqualTo("AAAA");
  }

  @Test
  void shouldSaySuspendedWhateverProbesSay() {
    KeepaliveMachine machine = new KeepaliveMachine(3, false);
    follow(machine, ".");
    assertThat(machine.suspend(7)).get().extracting(Transition::counted).isEqualTo(false);
    assertThat(follow(machine, "x.x")).isEqualTo("SSS");
    assertThat(machine.activate(8)).get().extracting(t -> t.to().word()).isEqualTo("unknown");
    assertThat(follow(machine, ".")).isEqualTo("A");
  }

  @Test
  void shouldReturnTheChangeAsAValueWithItsReason() {
    KeepaliveMachine machine = new KeepaliveMachine(3, false);
    follow(machine, ".xr");
    Transition down = machine.on(result('r')).orElseThrow();
    assertThat(down.from().state()).isEqualTo(State.DYING);
    assertThat(down.to()).isEqualTo(new Standing(State.DOWN, Evidence.PROBED));
    assertThat(down.counted()).isTrue();
    assertThat(down.reason()).isEqualTo("3 failures: refused");
  }

  @Test
  void shouldAnnounceDownOnlyOnceItIsKnown() {
    KeepaliveMachine machine = new KeepaliveMachine(3, false);
    assertThat(machine.on(result('x'))).isEmpty();
    assertThat(machine.on(result('x'))).isEmpty();
    assertThat(machine.on(result('x'))).get().extracting(Transition::counted).isEqualTo(false);
    assertThat(machine.on(result('x'))).isEmpty();
  }

  @Test
  void shouldContinueUnderAnotherRuleWithoutAnnouncingWhatWasKnown() {
    KeepaliveMachine before = new KeepaliveMachine(3, false);
    follow(before, ".xx");
    KeepaliveMachine after = before.continued(5, false);
    assertThat(after.standing()).isEqualTo(new Standing(State.DYING, Evidence.RESTORED));
    assertThat(after.on(result('x'))).isEmpty();
    assertThat(follow(after, "xx")).isEqualTo("YD");
    assertThat(follow(before.continued(2, false), "x")).isEqualTo("D");
    assertThat(after.continued(3, false).on(result('x'))).isEmpty();
  }

  @Test
  void shouldKeepStreakAndCounterUnderAnotherRuleAndCountWhatThereWas() {
    KeepaliveMachine before = new KeepaliveMachine(9, false);
    follow(before, ".xxxx");
    KeepaliveMachine after = before.continued(2, false);
    assertThat(after.state()).isEqualTo(State.DYING);
    assertThat(after.transitions()).isEqualTo(1);
    assertThat(after.on(result('r')))
        .get()
        .extracting(Transition::reason)
        .isEqualTo("5 failures: refused");
    assertThat(after.transitions()).isEqualTo(2);
    KeepaliveMachine unknown = new KeepaliveMachine(9, false);
    follow(unknown, "xxxx");
    assertThat(unknown.continued(5, false).on(result('x')))
        .get()
        .extracting(Transition::reason)
        .isEqualTo("5 failures: no answer in time");
  }

  @Test
  void shouldStaySuspendedUnderAnotherRule() {
    KeepaliveMachine before = new KeepaliveMachine(3, false);
    before.suspend(7);
    assertThat(follow(before.continued(5, false), "x.")).isEqualTo("SS");
  }

  @Test
  void shouldRefuseAMachineThatNeverCountsToDown() {
    assertThatThrownBy(() -> new KeepaliveMachine(0, false))
        .hasMessage("maxFailure: 0 (expected: >= 1)");
  }

  @Test
  void shouldNumberTheStatesAsTheMibDoes() {
    assertThat(State.values()).extracting(State::snmpValue).containsExactly(1, 2, 4, 5);
  }

  private static String follow(KeepaliveMachine machine, String results) {
    StringBuilder states = new StringBuilder();
    for (int i = 0; i < results.length(); i++) {
      machine.on(result(results.charAt(i)));
      states.append(letter(machine.standing()));
    }
    return states.toString();
  }

  private static char letter(Standing standing) {
    if (!standing.known()) {
      return 'u';
    }
    return switch (standing.state()) {
      case SUSPENDED -> 'S';
      case DOWN -> 'D';
      case ALIVE -> 'A';
      case DYING -> 'Y';
    };
  }

  private static ProbeResult result(char c) {
    ProbeOutcome outcome =
        switch (c) {
          case '.' -> new ProbeOutcome.Answered(1);
          case 'x' -> new ProbeOutcome.Unanswered(4);
          case 'r' -> new ProbeOutcome.Rejected(Reason.REFUSED, "", 1);
          default -> new ProbeOutcome.NotProbed(Reason.NO_SOURCE_PORT, "");
        };
    return new ProbeResult("127.0.0.1", 1024, 0, 0, 1, outcome);
  }
}
