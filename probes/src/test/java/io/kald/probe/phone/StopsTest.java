package io.kald.probe.phone;

import static io.kald.probe.phone.ScriptedGroup.Node.CUCM;
import static io.kald.probe.phone.ScriptedGroup.Node.CUT;
import static io.kald.probe.phone.ScriptedGroup.Node.HUNG;
import static io.kald.probe.phone.ScriptedGroup.Node.REFUSING;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** While this process is stopped its nodes hear no KeepAlive, and close. They are well. */
final class StopsTest {
  private static final long STOP = 400 * ScriptedGroup.SECOND;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldHoldTheStateAndRegisterAgainWhereItWas(boolean byReset) {
    ScriptedGroup group = stopped();
    Trouble trouble = byReset ? Trouble.RESET : Trouble.CLOSED;
    group.end(0, trouble);
    group.end(1, trouble);
    group.advance(30);
    assertThat(group.facts())
        .containsExactly(
            "unregistered n0 this process was stopped for 399335 ms and the connection ended;"
                + " it registers again",
            "standby ",
            "registered n0 30.0/60.0",
            "standby n1");
    assertThat(group.stalled).contains("n0");
    assertThat(group.verdicts(0)).doesNotContain("active closed", "active reset");
  }

  @Test
  void shouldNotCountAStandbyThatDiedInTheStop() {
    ScriptedGroup group = stopped();
    group.nodes[0] = REFUSING;
    group.nodes[1] = HUNG;
    group.end(0, Trouble.CLOSED);
    group.advance(0.1);
    assertThat(group.done("register n1")).containsExactly("register n1 CM-reset-TCP");
    group.nodes[1] = CUCM;
    group.end(1, Trouble.CLOSED); // Read only when the phone registers over it.
    group.advance(5);
    assertThat(group.facts())
        .containsSubsequence("lost n0 CM-reset-TCP", "DYING", "registered n1 30.0/60.0", "ALIVE")
        .doesNotContain("DOWN");
  }

  @Test
  void shouldBeDownAtOnceWhenNoNodeTakesItAfterTheStop() {
    ScriptedGroup group = stopped();
    group.nodes[0] = REFUSING;
    group.nodes[1] = REFUSING;
    group.end(0, Trouble.CLOSED);
    group.end(1, Trouble.CLOSED);
    group.advance(2);
    assertThat(group.facts()).containsSubsequence("lost n0 CM-reset-TCP", "DYING", "DOWN");
  }

  @Test
  void shouldGiveUpABrokenPathInTheUsualTimeAfterTheStop() {
    ScriptedGroup group = stopped();
    group.nodes[0] = CUT;
    long woke = group.now();
    group.until("DYING");
    assertThat((group.now() - woke) / 1e9).isBetween(5.0, 12.0);
    group.until("failover n0 -> n1 TCP-timeout after 9.1");
  }

  @Test
  void shouldNotCountAKeepAliveThatWasOutInTheStop() {
    ScriptedGroup group = new ScriptedGroup(CUCM).start().advance(59);
    group.nodes[0] = HUNG;
    group.advance(2);
    group.told();
    group.time.jump(STOP);
    group.nodes[0] = CUCM;
    group.advance(40);
    assertThat(group.facts()).contains("skipped 12").doesNotContain("DYING");
    assertThat(group.stalled).containsExactly("n0");
  }

  @Test
  void shouldNotCountWhatASecondStopCutShort() {
    ScriptedGroup group = stopped();
    group.nodes[0] = HUNG;
    group.end(0, Trouble.CLOSED);
    group.advance(0.1);
    assertThat(group.done("register n0")).hasSize(1);
    group.time.jump(STOP);
    group.end(0, Trouble.CLOSED);
    group.nodes[0] = CUCM;
    group.advance(5);
    assertThat(group.facts())
        .contains("registered n0 30.0/60.0")
        .noneMatch(fact -> fact.startsWith("lost"))
        .doesNotContain("DYING");
  }

  /** One excuse for each connection: its end after a KeepAlive was answered is the node's. */
  @Test
  void shouldBlameTheNodeAgainOnceAKeepAliveWasAnswered() {
    ScriptedGroup group = stopped().advance(5);
    group.end(0, Trouble.CLOSED);
    group.advance(1);
    assertThat(group.facts()).contains("lost n0 CM-closed-TCP", "DYING");
  }

  @Test
  void shouldNotCountARegistrationThatTheStopCutShort() {
    ScriptedGroup group = new ScriptedGroup(HUNG).start().advance(1);
    group.time.jump(STOP);
    group.nodes[0] = CUCM;
    group.advance(2);
    assertThat(group.facts()).containsExactly("registered n0 30.0/60.0", "ALIVE");
  }

  /** A KeepAlive is out when the process is stopped. */
  private static ScriptedGroup stopped() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(59);
    group.nodes[0] = HUNG;
    group.advance(2);
    group.told();
    group.time.jump(STOP);
    group.nodes[0] = CUCM;
    return group;
  }
}
