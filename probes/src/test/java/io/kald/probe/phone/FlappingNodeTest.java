package io.kald.probe.phone;

import static io.kald.probe.phone.ScriptedGroup.Node.CUCM;
import static io.kald.probe.phone.ScriptedGroup.Node.REFUSING;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.event.FailoverCause;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Nodes that take a phone and do not keep it, with time moved by hand. */
class FlappingNodeTest {
  private static final int HOUR = 3_600;

  /** 1, 2, 4 ... 64 s, of which half may be less: 60 s apart at most, 30 s at least. */
  private static final int MOST_AN_HOUR = HOUR / 30 + 7;

  @Test
  void shouldLeaveANodeAloneLongerEachTimeItRegistersThePhoneAndCloses() {
    ScriptedGroup group = new ScriptedGroup(CUCM).start();
    int count = flap(group, place -> group.end(place, Trouble.CLOSED));
    assertThat(count).isBetween(HOUR / 60, MOST_AN_HOUR);
    assertThat(group.facts())
        .containsSubsequence("ALIVE", "DYING", "DOWN", "ALIVE", "DYING", "DOWN");
  }

  @Test
  void shouldLeaveNodesAloneAlthoughThePhoneHasNoOther() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM, CUCM).start();
    int count = flap(group, place -> group.end(place, Trouble.RESET));
    assertThat(count).isBetween(3 * HOUR / 60, 3 * MOST_AN_HOUR);
  }

  @Test
  void shouldStayAwayLongerEachTimeANodeTellsThePhoneToRestart() {
    ScriptedGroup group = new ScriptedGroup(CUCM).start();
    int count =
        flap(
            group,
            place ->
                group.input(
                    () ->
                        group.machine.restartAsked(place, FailoverCause.CM_RESTART, group.now())));
    assertThat(count).isBetween(HOUR / 60, MOST_AN_HOUR);
  }

  /** An interval of 1 s makes an acknowledged KeepAlive cheap. */
  @Test
  void shouldNotTakeOneQuickAcknowledgementForALastingRegistration() {
    ScriptedGroup group = new ScriptedGroup(CUCM);
    group.primaryInterval = 1;
    group.start();
    int count = 0;
    while (group.now() - group.origin < HOUR * ScriptedGroup.SECOND) {
      if (registeredAt(group) >= 0) {
        group.advance(1.5);
        count++;
        group.end(0, Trouble.CLOSED);
      }
      group.advance(0.1);
    }
    assertThat(count).isLessThan(MOST_AN_HOUR);
  }

  @Test
  void shouldBeginWithAShortPauseOnceTheNodeHasKeptThePhone() {
    ScriptedGroup group = new ScriptedGroup(CUCM).start();
    flap(group, place -> group.end(place, Trouble.CLOSED));
    group.log.clear();
    group.until("registered n0").advance(31);
    group.end(0, Trouble.CLOSED);
    long lost = group.now();
    group.log.clear();
    group.until("registered n0");
    assertThat((group.now() - lost) / 1e9).isBetween(1.0, 2.2);
  }

  /** A standby whose TCP acknowledges and which closes then. */
  @Test
  void shouldLeaveAStandbyAloneThatClosesSoonAfterItsFirstAcknowledgement() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start();
    int count = 0;
    while (group.now() - group.origin < HOUR * ScriptedGroup.SECOND) {
      if (group.machine.link(1).health.good()) {
        count++;
        group.end(1, Trouble.CLOSED);
      }
      group.advance(0.1);
    }
    assertThat(count).isBetween(HOUR / 70, MOST_AN_HOUR);
  }

  @Test
  void shouldNotTryANodeAtOnceThatHasJustSentThePhoneAway() {
    ScriptedGroup group = new ScriptedGroup(CUCM, REFUSING).start().advance(10);
    group.end(0, Trouble.CLOSED);
    group.log.clear();
    group.advance(0.9);
    assertThat(group.done("connect n0")).isEmpty();
  }

  /** How often it registers in an hour. */
  private static int flap(ScriptedGroup group, IntConsumer how) {
    int count = 0;
    while (group.now() - group.origin < HOUR * ScriptedGroup.SECOND) {
      int place = registeredAt(group);
      if (place >= 0) {
        count++;
        how.accept(place);
      }
      group.advance(0.05);
    }
    return count;
  }

  private static int registeredAt(ScriptedGroup group) {
    for (int place = 0; place < group.nodes.length; place++) {
      if (group.machine.link(place).phase() == Link.Phase.REGISTERED) {
        return place;
      }
    }
    return -1;
  }
}
