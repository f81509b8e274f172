package io.kald.probe.phone;

import static io.kald.probe.phone.ScriptedGroup.Node.CUCM;
import static io.kald.probe.phone.ScriptedGroup.Node.HUNG;
import static io.kald.probe.phone.ScriptedGroup.Node.REFUSING;
import static io.kald.probe.phone.ScriptedGroup.Node.REJECTING;
import static io.kald.probe.phone.ScriptedGroup.Node.SKINNY;
import static io.kald.probe.phone.ScriptedGroup.Node.UNNAMED;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a phone does when two things happen at once, with time moved by hand. */
class GroupCornersTest {
  @Test
  void shouldStandDyingAndStayAwayLongerEachTimeABetterNodeTurnsItAway() {
    ScriptedGroup group = failedOver();
    List<Double> waits = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      group.nodes[0] = CUCM;
      group.until("token n0 granted");
      group.nodes[0] = REJECTING;
      group.until("failed n0 rejected");
      final long failed = group.now();
      group.nodes[0] = CUCM;
      group.until("ALIVE");
      assertThat(group.facts())
          .containsSubsequence("DYING", "failed n0 rejected", "registered n1 30.0/60.0", "ALIVE")
          .noneMatch(fact -> fact.contains("Failback after"));
      group.log.clear();
      while (group.done("connect n0").isEmpty()) {
        group.advance(0.1);
      }
      waits.add((group.now() - failed) / 1e9);
      group.log.clear();
    }
    assertThat(waits.get(0)).isBetween(1.0, 2.2);
    assertThat(waits.get(3)).isBetween(8.0, 16.2);
  }

  @Test
  void shouldWaitAsLongAsARefusedTokenSaysThroughAReconnect() {
    ScriptedGroup group = failedOver();
    group.nodes[0] = CUCM;
    group.tokenWait = 300;
    group.until("token n0 wait 300.0");
    final long refused = group.now();
    group.tokenWait = 0;
    group.end(0, Trouble.CLOSED);
    group.until("token n0 granted");
    assertThat((group.now() - refused) / 1e9).isBetween(299.9, 300.2);
  }

  /** What came while the process was stopped is read before silence is judged, in any order. */
  @Test
  void shouldNotBlameTheNodeWhenSomethingElseIsReadFirstAfterAStop() {
    ScriptedGroup group = new ScriptedGroup(CUCM).start().advance(59);
    group.nodes[0] = HUNG;
    group.advance(2);
    group.time.runAt(
        group.now() + ScriptedGroup.SECOND,
        () -> group.input(() -> group.machine.capabilitiesAsked(0, group.now())));
    group.time.jump(400 * ScriptedGroup.SECOND);
    group.advance(0.1);
    group.input(() -> group.machine.keepAliveAcked(0, group.now()));
    assertThat(group.verdicts(0)).hasSize(2).containsOnly("active sccp-acked");
  }

  @Test
  void shouldNotShowAServiceAliveWhoseNodeWasLostByAFaultOfThisMachine() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(10);
    group.told();
    group.end(0, Trouble.ours(new LocalFailure(Reason.NO_BUFFER, "ENOBUFS")));
    group.advance(1);
    assertThat(group.facts())
        .containsSubsequence(
            "unregistered n0 this machine: no-buffer", "DYING", "registered n1 30.0/60.0", "ALIVE");
  }

  @Test
  void shouldWaitForTheFirstNameAlthoughTheSecondIsThereBefore() {
    ScriptedGroup group = new ScriptedGroup(UNNAMED, UNNAMED).start().advance(1);
    group.nodes[1] = CUCM;
    group.input(() -> group.machine.addressed(1, group.now()));
    group.advance(1);
    assertThat(group.facts()).isEmpty();
    group.nodes[0] = CUCM;
    group.input(() -> group.machine.addressed(0, group.now()));
    group.advance(0.1);
    assertThat(group.facts()).startsWith("registered n0 30.0/60.0", "ALIVE");
  }

  @Test
  void shouldWaitForANameNoLongerThanForAConnectionAndOnlyOnce() {
    ScriptedGroup group = new ScriptedGroup(UNNAMED, CUCM).start().advance(4.9);
    assertThat(group.facts()).isEmpty();
    group.advance(0.3);
    assertThat(group.facts())
        .startsWith("not probed n0 name-unresolved", "registered n1 30.0/60.0", "ALIVE");
    group.nodes[0] = CUCM;
    group.input(() -> group.machine.addressed(0, group.now()));
    group.until("failover n1 -> n0 Failback");
  }

  /** chan_skinny closes what has not registered for 30 s, and acks KeepAlives until then. */
  @Test
  void shouldCountGoodAnswersOnWhenTheNodeClosesWhatIsNotRegistered() {
    ScriptedGroup group = failedOver();
    group.nodes[0] = SKINNY;
    group.advance(3);
    for (int i = 0; i < 4; i++) {
      group.advance(30);
      assertThat(group.machine.link(0).connected()).isTrue();
      group.end(0, Trouble.CLOSED);
    }
    group.advance(25);
    assertThat(group.facts()).anyMatch(fact -> fact.startsWith("failover n1 -> n0 Failback"));
  }

  @Test
  void shouldStartTheCountAgainWhenTheNodeResetsOrClosesAtOnce() {
    ScriptedGroup group = failedOver();
    group.nodes[0] = SKINNY;
    group.advance(3);
    assertThat(group.machine.link(0).health.good()).isTrue();
    group.end(0, Trouble.CLOSED);
    assertThat(group.machine.link(0).health.good()).as("after some seconds only").isFalse();
    group.advance(33);
    assertThat(group.machine.link(0).health.good()).isTrue();
    group.end(0, Trouble.RESET);
    assertThat(group.machine.link(0).health.good()).isFalse();
  }

  /** A group that has failed over from its first node to its second. */
  private static ScriptedGroup failedOver() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(35);
    group.nodes[0] = REFUSING;
    group.end(0, Trouble.CLOSED);
    group.until("failover n0 -> n1");
    group.log.clear();
    return group;
  }
}
