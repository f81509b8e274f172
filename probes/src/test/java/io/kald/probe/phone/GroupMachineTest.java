package io.kald.probe.phone;

import static io.kald.probe.phone.ScriptedGroup.Node.CUCM;
import static io.kald.probe.phone.ScriptedGroup.Node.CUT;
import static io.kald.probe.phone.ScriptedGroup.Node.HUNG;
import static io.kald.probe.phone.ScriptedGroup.Node.OURS;
import static io.kald.probe.phone.ScriptedGroup.Node.REFUSING;
import static io.kald.probe.phone.ScriptedGroup.Node.REJECTING;
import static io.kald.probe.phone.ScriptedGroup.Node.SKINNY;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.PhoneDetection.Kind;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.time.ManualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a phone does about its nodes, with time moved by hand. */
class GroupMachineTest {
  private static final PhoneDetection DELAYED =
      new PhoneDetection(Kind.DELAYED, false, Geometric.DEFAULT, 3);

  @Test
  void shouldRegisterWithTheFirstNodeAndWatchTheSecond() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM, CUCM).start().advance(1);
    assertThat(group.told())
        .containsExactly("0.0registered n0 30.0/60.0", "0.0ALIVE", "0.0standby n1");
    group.advance(150);
    assertThat(group.verdicts(0)).hasSize(5).containsOnly("active sccp-acked");
    assertThat(group.verdicts(1)).hasSize(3).containsOnly("standby tcp-acked-only");
    assertThat(group.verdicts(2)).isEmpty();
  }

  @Test
  void shouldSendAlarmAndRegisterThenCapabilitiesThenQuestions() {
    ScriptedGroup group = new ScriptedGroup(CUCM).start().advance(1);
    assertThat(group.done(""))
        .containsExactly(
            "connect n0", "register n0 Initialized", "capabilities n0", "questions n0");
  }

  @Test
  void shouldTakeTheNextNodeAtOnceWhenTheConnectionIsClosed() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(100);
    group.told();
    group.nodes[0] = REFUSING;
    group.end(0, Trouble.CLOSED);
    group.advance(1);
    assertThat(group.told())
        .containsExactly(
            "100.0lost n0 CM-closed-TCP",
            "100.0DYING",
            "100.0registered n1 30.0/60.0",
            "100.0failover n0 -> n1 CM-closed-TCP after 0.0 out 0.0",
            "100.0ALIVE",
            "100.0standby ");
  }

  @Test
  void shouldNameTheTrueLastReasonWhenItRegistersElsewhere() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(10);
    group.end(0, Trouble.RESET);
    group.advance(0.5);
    assertThat(group.done("register"))
        .containsExactly("register n0 Initialized", "register n1 CM-reset-TCP");
  }

  @Test
  void shouldLeaveAHungNodeAfterThreeMissedAcks() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(35);
    group.told();
    group.nodes[0] = HUNG;
    group.until("failover");
    assertThat(group.facts())
        .contains("failover n0 -> n1 KeepaliveTO after 90.0 out 90.0", "DYING");
    assertThat(group.verdicts(0))
        .containsExactly(
            "active sccp-acked",
            "active tcp-acked-only",
            "active tcp-acked-only",
            "active tcp-acked-only");
    assertThat(group.done("close")).contains("close n0");
  }

  @Test
  void shouldLeaveABrokenPathAtTheResetInstantOfNormal() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(35);
    group.told();
    group.nodes[0] = CUT;
    group.until("failover");
    assertThat(group.facts()).contains("failover n0 -> n1 TCP-timeout after 9.1 out 9.1");
    assertThat(group.verdicts(0)).containsExactly("active sccp-acked", "active not-acked");
    assertThat(group.done("close")).contains("close n0 abort");
  }

  @Test
  void shouldLeaveABrokenPathAfter35SecondsWhenDelayedAndStepTheKernel() {
    ScriptedGroup group = new ScriptedGroup(DELAYED, CUCM, CUCM).start().advance(35);
    group.told();
    group.nodes[0] = CUT;
    group.until("failover");
    assertThat(group.facts()).contains("failover n0 -> n1 TCP-timeout after 35.8 out 35.8");
    assertThat(group.log.stream().filter(l -> l.contains("rto")))
        .containsExactly("60.5> rto n0 1500", "62.0> rto n0 2500", "64.5> rto n0 15000");
  }

  /** CSCed01179: whatever the KeepAlive before went through. */
  @Test
  void shouldBeginWithTheFirstIntervalAfterARecovery() {
    ScriptedGroup group = new ScriptedGroup(CUCM).start().advance(35);
    group.nodes[0] = CUT;
    group.advance(32.5); // the KeepAlive of 60 s: some of its instants are over
    group.log.clear();
    group.heal(0);
    group.advance(10);
    group.nodes[0] = CUT;
    group.log.clear();
    group.advance(16.5); // the KeepAlive of 90 s
    assertThat(group.log.stream().filter(l -> l.contains("look")).findFirst())
        .hasValue("90.3> look n0");
  }

  @Test
  void shouldAccountForOverdueAcksThatComeTogether() {
    ScriptedGroup group = new ScriptedGroup(CUCM).start().advance(35);
    group.nodes[0] = HUNG;
    group.advance(90); // KeepAlives of 60, 90 and 120 s
    group.input(() -> group.machine.keepAliveAcked(0, group.now()));
    group.input(() -> group.machine.keepAliveAcked(0, group.now()));
    group.input(() -> group.machine.keepAliveAcked(0, group.now()));
    group.input(() -> group.machine.keepAliveAcked(0, group.now())); // belongs to nothing
    assertThat(group.verdicts(0))
        .containsExactly(
            "active sccp-acked",
            "active tcp-acked-only",
            "active tcp-acked-only",
            "active sccp-acked",
            "active sccp-acked",
            "active sccp-acked");
    assertThat(group.exchanges.stream().map(e -> Math.round(e.rttNanos() / 1e9)))
        .endsWith(65L, 35L, 5L);
    group.nodes[0] = CUCM;
    group.advance(300);
    assertThat(group.facts()).containsExactly("registered n0 30.0/60.0", "ALIVE", "DYING", "ALIVE");
  }

  @Test
  void shouldSayUnknownWhereTheKernelCannotBeAsked() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM);
    group.countsBytes = false;
    group.start().advance(35);
    group.nodes[0] = HUNG;
    group.until("failover");
    assertThat(group.facts()).contains("failover n0 -> n1 KeepaliveTO after 90.0 out 90.0");
    assertThat(group.verdicts(0)).contains("active unknown").doesNotContain("active not-acked");
    assertThat(group.verdicts(1)).contains("standby unknown");
  }

  @Test
  void shouldComeBackAfterTwoMinutesOfGoodAnswersAndAToken() {
    ScriptedGroup group = failedOver(CUCM);
    group.until("failover n1 -> n0");
    assertThat(group.told())
        .containsExactly(
            "124.0token n0 granted",
            "124.0unregistered n1 Failback",
            "124.0registered n0 30.0/60.0",
            "124.0failover n1 -> n0 Failback after 0.0 out 0.0");
    assertThat(group.done("register")).isEmpty();
  }

  @Test
  void shouldUnregisterBeforeItRegistersAtTheBetterNode() {
    ScriptedGroup group = failedOver(CUCM);
    group.advance(100);
    group.log.clear();
    group.until("failover n1 -> n0").advance(0.1);
    assertThat(group.done("").stream().filter(l -> !l.startsWith("keep") && !l.startsWith("look")))
        .containsExactly(
            "token n0",
            "unregister n1",
            "close n1",
            "register n0 Failback",
            "capabilities n0",
            "questions n0",
            "connect n1");
    assertThat(group.registrations()).isEqualTo(1);
  }

  @Test
  void shouldWaitAsLongAsARefusedTokenSays() {
    ScriptedGroup group = failedOver(CUCM);
    group.tokenWait = 45;
    group.until("token n0 wait 45.0");
    long refused = group.now();
    group.tokenWait = 0;
    group.until("token n0 granted");
    assertThat((group.now() - refused) / 1e9).isBetween(45.0, 45.1);
  }

  @Test
  void shouldRegisterWithoutATokenAtANodeThatKnowsNone() {
    ScriptedGroup group = failedOver(SKINNY);
    group.until("failover n1 -> n0");
    assertThat(group.facts()).noneMatch(f -> f.startsWith("token"));
    assertThat(group.done("token")).hasSize(1);
  }

  @Test
  void shouldStayAwayFromANodeThatAcksByTcpAloneAndGivesNoToken() {
    ScriptedGroup group = failedOver(HUNG);
    group.advance(600);
    assertThat(group.facts())
        .contains("failed n0 token-timeout")
        .noneMatch(f -> f.contains("Failback"));
    assertThat(group.registrations()).isEqualTo(1);
  }

  @Test
  void shouldStartTheTwoMinutesAgainWhenTheBetterNodeFailsMeanwhile() {
    ScriptedGroup group = failedOver(CUCM);
    group.advance(100);
    group.end(0, Trouble.CLOSED);
    long lost = group.now();
    group.until("token n0 granted");
    assertThat((group.now() - lost) / 1e9).isBetween(120.0, 124.0);
  }

  /** CSCsx60672. */
  @Test
  void shouldTakeTheThirdNodeWhenTheSecondFailsBeforeTheFirstFailoverIsDone() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM, CUCM).start().advance(10);
    group.told();
    group.nodes[0] = REFUSING;
    group.nodes[1] = HUNG;
    group.end(0, Trouble.CLOSED);
    group.advance(1);
    group.end(1, Trouble.RESET);
    group.advance(1);
    assertThat(group.told())
        .containsExactly(
            "10.0lost n0 CM-closed-TCP",
            "10.0DYING",
            "11.0standby ",
            "11.0failed n1 reset",
            "11.0registered n2 30.0/60.0",
            "11.0failover n0 -> n2 CM-closed-TCP after 0.0 out 1.0",
            "11.0ALIVE");
    assertThat(group.registrations()).isEqualTo(1);
  }

  @Test
  void shouldReplaceTheStandbyByABetterOne() {
    ScriptedGroup group = new ScriptedGroup(CUCM, REFUSING, CUCM).start().advance(10);
    assertThat(group.facts()).contains("standby n2");
    group.nodes[1] = CUCM;
    group.log.clear();
    group.advance(60);
    assertThat(group.facts()).containsExactly("standby n1");
    assertThat(group.done("close")).containsExactly("close n2");
  }

  @Test
  void shouldGoToTheSrstReferenceWhenNoNodeIsLeft() {
    ScriptedGroup group = new ScriptedGroup(REFUSING, REJECTING, CUT, CUCM).start().advance(10);
    assertThat(group.told())
        .containsExactly(
            "0.0failed n0 refused",
            "0.0failed n1 rejected",
            "5.0failed n2 connect-timeout",
            "5.1registered srst 30.0/60.0",
            "5.1ALIVE");
  }

  @Test
  void shouldBeDownWhenAllWereTriedAndAskEachOnceInABackOffStep() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(10);
    group.told();
    group.nodes[0] = REFUSING;
    group.nodes[1] = REJECTING;
    group.end(0, Trouble.CLOSED);
    group.end(1, Trouble.CLOSED);
    group.advance(600);
    assertThat(group.facts()).contains("DOWN", "failover n0 ->  CM-closed-TCP after 0.0 out -");
    assertThat(group.facts().stream().filter(f -> f.startsWith("failed n0")).count())
        .isBetween(12L, 30L);
    group.nodes[1] = CUCM;
    group.until("registered n1");
    assertThat(group.facts()).contains("ALIVE");
  }

  @Test
  void shouldNotCallANodeDownForAFaultOfThisMachine() {
    ScriptedGroup group = new ScriptedGroup(OURS).start().advance(600);
    assertThat(group.facts()).contains("not probed n0 no-descriptor").doesNotContain("DOWN");
  }

  @Test
  void shouldBeUnknownUntilTheFirstVerdict() {
    ScriptedGroup group = new ScriptedGroup(CUT).start().advance(4);
    assertThat(group.facts()).isEmpty();
    group.advance(2);
    assertThat(group.facts()).containsExactly("failed n0 connect-timeout", "DOWN");
  }

  @Test
  void shouldUnregisterWhenItIsStopped() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(10);
    group.log.clear();
    group.input(() -> group.machine.stop("removed", group.now()));
    assertThat(group.machine.gone()).isFalse();
    group.advance(1);
    assertThat(group.done("")).containsExactly("close n1", "unregister n0", "close n0");
    assertThat(group.facts()).containsExactly("unregistered n0 removed");
    assertThat(group.machine.gone()).isTrue();
  }

  @Test
  void shouldWaitForAnUnregisterAckNoLongerThanItsTime() {
    ScriptedGroup group = new ScriptedGroup(CUCM).start().advance(10);
    group.nodes[0] = HUNG;
    group.input(() -> group.machine.stop("removed", group.now()));
    group.advance(2.9);
    assertThat(group.machine.gone()).isFalse();
    group.advance(0.2);
    assertThat(group.machine.gone()).isTrue();
  }

  @Test
  void shouldGoAwayAndComeBackWhenItIsToldToRestart() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(10);
    group.told();
    group.input(() -> group.machine.restartAsked(0, FailoverCause.CM_RESTART, group.now()));
    group.advance(3);
    assertThat(group.facts())
        .contains("unregistered n0 Reset-Restart", "registered n0 30.0/60.0", "ALIVE");
  }

  @Test
  void shouldNotBlameTheNodeForTheTimeThisProcessWasStopped() {
    ScriptedGroup group = new ScriptedGroup(CUCM).start().advance(60.005);
    // The ack of the KeepAlive of 60 s lies unread while the process is stopped.
    group.time.jump(400 * ScriptedGroup.SECOND);
    group.advance(120);
    assertThat(group.facts()).contains("skipped 13").doesNotContain("DYING");
    assertThat(group.verdicts(0)).containsOnly("active sccp-acked");
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE / 2, -5 * ScriptedGroup.SECOND, Long.MAX_VALUE - 100})
  void shouldNotMindWhereTheClockIs(long origin) {
    ManualTime time = new ManualTime(origin);
    ScriptedGroup group =
        new ScriptedGroup(time, PhoneDetection.DEFAULT, CUCM, CUCM).start().advance(10);
    assertThat(group.facts()).containsExactly("registered n0 30.0/60.0", "ALIVE", "standby n1");
    group.end(0, Trouble.CLOSED);
    group.until("failover n1 -> n0 Failback");
  }

  /** A path that breaks under KeepAlives in quick succession is still given up in its time. */
  @Test
  void shouldNotForgetWhatTcpHasYetToDeliver() {
    ScriptedGroup group = new ScriptedGroup(DELAYED, CUCM);
    group.primaryInterval = 2;
    group.start().advance(3);
    group.nodes[0] = CUT;
    group.until("DYING").until("failover");
    assertThat(group.facts()).contains("failover n0 ->  TCP-timeout after 35.8 out -");
  }

  /** A group that has failed over from its first node to its second, which is now well again. */
  private static ScriptedGroup failedOver(ScriptedGroup.Node now) {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(0.5);
    group.end(0, Trouble.CLOSED);
    group.nodes[0] = now;
    group.until("failover n0 -> n1");
    group.told();
    return group;
  }
}
