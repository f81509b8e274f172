package io.kald.probe.phone;

import static io.kald.probe.phone.ScriptedGroup.Node.CUCM;
import static io.kald.probe.phone.ScriptedGroup.Node.CUT;
import static io.kald.probe.phone.ScriptedGroup.Node.OURS;
import static io.kald.probe.phone.ScriptedGroup.Node.REFUSING;
import static io.kald.probe.phone.ScriptedGroup.Node.REJECTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.LocalFailure;
import io.kald.probe.PhoneDetection;
import io.kald.probe.Reason;
import io.kald.probe.time.ManualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a phone goes that has just lost its node, with time moved by hand. */
class LostNodeTest {
  @ParameterizedTest
  @ValueSource(longs = {0, -5 * ScriptedGroup.SECOND, Long.MIN_VALUE / 2, Long.MAX_VALUE - 100})
  void shouldTryANodeAtOnceThatWasAwayUntilAMomentBefore(long origin) {
    ManualTime time = new ManualTime(origin);
    ScriptedGroup group = new ScriptedGroup(time, PhoneDetection.DEFAULT, CUCM, REFUSING).start();
    group.advance(200);
    afterAFailedTry(group);
    group.nodes[1] = CUCM;
    lose(group, Trouble.CLOSED);
    group.advance(0.1);
    assertThat(group.facts()).contains("failover n0 -> n1 CM-closed-TCP after 0.0 out 0.0");
  }

  @Test
  void shouldTryItAtOnceAfterAFaultOfThisMachineToo() {
    ScriptedGroup group = standbyAwayForLong();
    group.nodes[1] = CUCM;
    lose(group, Trouble.ours(new LocalFailure(Reason.NO_BUFFER, "ENOBUFS")));
    group.advance(0.1);
    assertThat(group.facts()).contains("registered n1 30.0/60.0");
  }

  @Test
  void shouldTryItAtOnceButOnceAndThenLeaveItAloneForLongerThanBefore() {
    ScriptedGroup group = standbyAwayForLong();
    lose(group, Trouble.CLOSED);
    group.advance(0.1);
    assertThat(group.done("connect")).containsExactly("connect n1");
    group.advance(29);
    assertThat(group.done("connect n1")).hasSize(1);
    assertThat(group.facts()).contains("DOWN");
    group.advance(31);
    assertThat(group.done("connect n1")).hasSize(2);
  }

  @Test
  void shouldTryItOnceForEachLoss() {
    ScriptedGroup group = standbyAwayForLong();
    for (int loss = 1; loss <= 3; loss++) {
      group.log.clear();
      lose(group, Trouble.CLOSED);
      group.advance(0.1);
      assertThat(group.done("connect n1")).hasSize(1);
      group.nodes[0] = CUCM;
      group.until("registered n0").advance(32); // it keeps the phone: a KeepAlive is acknowledged
    }
  }

  @Test
  void shouldLeaveTheNodeItHasLostAloneForItsBackOff() {
    ScriptedGroup group = standbyAwayForLong();
    lose(group, Trouble.CLOSED);
    group.nodes[0] = CUCM;
    group.advance(0.9);
    assertThat(group.done("connect n0")).isEmpty();
    group.advance(1.3);
    assertThat(group.done("connect n0")).hasSize(1);
  }

  @Test
  void shouldNotAskANodeAgainWithinTheBackOffOfItsRefusal() {
    ScriptedGroup group = refusedBy(REJECTING);
    final long refused = group.now();
    lose(group, Trouble.CLOSED);
    group.until("failed n1 rejected");
    assertThat((group.now() - refused) / 1e9).isBetween(7.9, 16.1);
  }

  @Test
  void shouldNotWaitForMoreThanTheBackOffOfItsRefusal() {
    ScriptedGroup group = refusedBy(REFUSING);
    group.advance(200); // tried in vain as a standby meanwhile, and left alone for longer each time
    afterAFailedTry(group);
    group.nodes[1] = CUCM;
    lose(group, Trouble.CLOSED);
    group.advance(0.1);
    assertThat(group.facts()).contains("registered n1 30.0/60.0");
  }

  @Test
  void shouldPreferANodeThatIsThereToOneThatMayStillBeAway() {
    ScriptedGroup group = new ScriptedGroup(CUT, CUT, CUCM).start().advance(200);
    group.nodes[1] = CUCM;
    while (!group.machine.link(1).connected() || group.machine.link(0).phase() != Link.Phase.IDLE) {
      group.advance(0.1);
    }
    group.log.clear();
    group.nodes[2] = REFUSING;
    group.end(2, Trouble.CLOSED);
    group.advance(0.1);
    assertThat(group.facts()).contains("failover n2 -> n1 CM-closed-TCP after 0.0 out 0.0");
  }

  @Test
  void shouldTryEachInTurn() {
    ScriptedGroup group = new ScriptedGroup(CUCM, REFUSING, OURS).start().advance(200);
    group.nodes[2] = CUCM;
    while (group.machine.link(1).phase() != Link.Phase.IDLE) {
      group.advance(0.1);
    }
    group.log.clear();
    lose(group, Trouble.RESET);
    group.advance(0.1);
    assertThat(group.done("connect").subList(0, 2)).containsExactly("connect n1", "connect n2");
    assertThat(group.facts()).contains("failover n0 -> n2 CM-reset-TCP after 0.0 out 0.0");
  }

  /** Registered with its first node; the second was away for minutes and was just tried again. */
  private static ScriptedGroup standbyAwayForLong() {
    ScriptedGroup group = new ScriptedGroup(CUCM, REFUSING).start().advance(200);
    afterAFailedTry(group);
    return group;
  }

  private static void afterAFailedTry(ScriptedGroup group) {
    group.log.clear();
    while (group.done("connect n1").isEmpty()) {
      group.advance(0.1);
    }
    group.advance(0.1);
    group.log.clear();
  }

  /** Registered with its first node again, after the second has refused it for the fourth time. */
  private static ScriptedGroup refusedBy(ScriptedGroup.Node then) {
    ScriptedGroup group = new ScriptedGroup(CUCM, REJECTING).start().advance(10);
    group.nodes[0] = REFUSING;
    group.end(0, Trouble.CLOSED);
    for (int i = 0; i < 4; i++) {
      group.until("failed n1 rejected");
      group.log.clear();
    }
    group.nodes[0] = CUCM;
    group.nodes[1] = then;
    group.until("registered n0");
    group.log.clear();
    return group;
  }

  private static void lose(ScriptedGroup group, Trouble how) {
    group.nodes[0] = REFUSING;
    group.end(0, how);
  }
}
