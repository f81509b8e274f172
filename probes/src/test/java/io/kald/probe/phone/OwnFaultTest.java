package io.kald.probe.phone;

import static io.kald.probe.phone.ScriptedGroup.Node.CUCM;
import static io.kald.probe.phone.ScriptedGroup.Node.HUNG;
import static io.kald.probe.phone.ScriptedGroup.Node.REFUSING;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.PhoneDetection;
import io.kald.probe.Reason;
import io.kald.probe.event.KeepAliveVerdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault of this machine is nothing that any node has done, whatever fails by it. */
final class OwnFaultTest {
  @Test
  void shouldBeDyingAtMostAndRegisterSoonAfterTheFault() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM, CUCM).start().advance(35);
    group.told();
    group.broken(Reason.NO_CARRIER).advance(600);
    assertThat(group.facts())
        .contains("unregistered n0 this machine: no-carrier", "DYING", "not probed n1 no-carrier")
        .doesNotContain("DOWN")
        .noneMatch(fact -> fact.startsWith("failed") || fact.startsWith("lost"))
        .noneMatch(fact -> fact.startsWith("failover"));
    assertThat(group.reasons).contains("this machine: no-carrier");
    group.told();
    group.mended().advance(7.1); // an attempt that is under way, its connect timer, and the wait
    assertThat(group.facts()).contains("ALIVE").doesNotContain("DOWN");
  }

  @Test
  void shouldLeaveTheStateAloneWhileTheConnectionLasts() {
    ScriptedGroup group = new ScriptedGroup(CUCM).start().advance(59);
    group.told();
    group.exchanges.clear();
    group.broken(Reason.NO_CARRIER).advance(5);
    group.mended().heal(0);
    group.advance(60);
    assertThat(group.facts()).isEmpty();
  }

  @Test
  void shouldNotCountAKeepAliveThatWasNotAnswered() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(59);
    group.told();
    group.exchanges.clear();
    group.broken(Reason.NO_CARRIER);
    group.nodes[0] = HUNG; // TCP has delivered it, and the answer is lost
    group.advance(60);
    assertThat(group.facts()).doesNotContain("DYING");
    assertThat(group.verdicts(0)).containsOnly("active not-probed");
  }

  /** An own packet filter has dropped what the node waits for. */
  @Test
  void shouldNotBlameANodeThatClosesBecauseItHearsNothing() {
    ScriptedGroup group = new ScriptedGroup(CUCM).start().advance(59);
    group.told();
    group.broken(Reason.NOT_PERMITTED);
    group.nodes[0] = HUNG;
    group.advance(40);
    group.end(0, Trouble.CLOSED);
    assertThat(group.facts())
        .contains("unregistered n0 this machine: not-permitted", "DYING")
        .doesNotContain("DOWN")
        .noneMatch(fact -> fact.startsWith("failed") || fact.startsWith("lost"));
  }

  /** The kernel would go on sending it, and a Register that comes late throws the phone out. */
  @Test
  void shouldDropWhatAFaultOfOursHasHeldBack() {
    ScriptedGroup group = new ScriptedGroup(CUCM).start().advance(59);
    group.broken(Reason.NO_ROUTE);
    group.end(0, Trouble.TIMED_OUT.unless(group.fault()));
    group.log.clear();
    group.nodes[0] = HUNG;
    group.advance(30);
    assertThat(group.done("close")).isNotEmpty().allMatch(line -> line.endsWith("abort"));
  }

  @Test
  void shouldNotCountMissesBeforeAFaultOfOursTwice() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(35);
    group.nodes[0] = HUNG;
    group.advance(60);
    group.told();
    group.broken(Reason.NO_CARRIER);
    group.nodes[0] = HUNG;
    group.advance(60);
    assertThat(group.facts()).noneMatch(fact -> fact.startsWith("lost"));
    group.mended();
    group.nodes[0] = HUNG;
    group.until("failover n0 -> n1 KeepaliveTO");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldExcuseTheEndOfAConnectionThatWaitedForUs(boolean reset) {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(35);
    group.told();
    Trouble own =
        (reset ? Trouble.RESET : Trouble.CLOSED).unless(group.broken(Reason.NO_CARRIER).fault());
    group.mended();
    group.end(0, own);
    group.advance(3);
    assertThat(group.facts())
        .containsSubsequence("unregistered n0 this machine: no-carrier", "DYING", "ALIVE")
        .noneMatch(fact -> fact.startsWith("failover") || fact.startsWith("lost"));
  }

  /** A node that is at fault is found out as ever, and then only. */
  @Test
  void shouldBeDownWhenTheNodesAreToBlameAfterTheFault() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(35);
    group.broken(Reason.NO_CARRIER).advance(100);
    assertThat(group.facts()).doesNotContain("DOWN");
    group.mended();
    group.nodes[0] = REFUSING;
    group.nodes[1] = REFUSING;
    group.advance(10);
    assertThat(group.facts()).contains("failed n0 refused", "failed n1 refused", "DOWN");
  }

  @Test
  void shouldNotHoldAFaultOfOursAgainstANodeOfAStandbyLink() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(35);
    group.nodes[1] = HUNG;
    group.end(1, Trouble.TIMED_OUT.unless(group.broken(Reason.NO_ROUTE).fault()));
    group.mended().heal(0);
    group.advance(3);
    assertThat(group.facts()).endsWith("standby n1").doesNotContain("DYING");
    assertThat(group.machine.link(1).attempts.haveFailed()).isFalse();
  }

  @Test
  void shouldNotCountARegistrationThatWasNotAnswered() {
    ScriptedGroup group = new ScriptedGroup(HUNG).start().advance(1);
    group.broken(Reason.NO_GATEWAY);
    group.nodes[0] = HUNG;
    group.advance(11);
    assertThat(group.facts()).containsOnly("not probed n0 no-gateway").hasSizeLessThan(3);
    group.mended().advance(15);
    assertThat(group.facts()).contains("ALIVE").noneMatch(f -> f.startsWith("failed"));
  }

  /** Without the kernel's word on delivery. */
  @Test
  void shouldNotBlameANodeWhereTheTransportShowsNothing() {
    ScriptedGroup group = new ScriptedGroup(PhoneDetection.DEFAULT, CUCM, CUCM);
    group.countsBytes = false;
    group.start().advance(35);
    group.told();
    group.broken(Reason.INTERFACE_DOWN).advance(200);
    assertThat(group.facts()).doesNotContain("DOWN", "DYING");
    assertThat(group.exchanges)
        .filteredOn(e -> e.verdict() == KeepAliveVerdict.UNKNOWN && e.node().equals("n0"))
        .isEmpty();
  }
}
