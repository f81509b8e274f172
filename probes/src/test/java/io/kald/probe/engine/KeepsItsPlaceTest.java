package io.kald.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Keepalive;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.event.ProbeEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A keepalive's place in its period: what moves it, what does not, and which slots are skipped. */
class KeepsItsPlaceTest extends LoopByHand {
  @Test
  void shouldCountTheSlotsItSleptThroughAndStayAlive() {
    long lastGood = settle("k", Rule.DEFAULT);
    time.jump(30 * SECOND);
    time.advance(20 * SECOND);
    assertThat(events(ProbeEvent.Skipped.class))
        .singleElement()
        .extracting(ProbeEvent.Skipped::count)
        .isEqualTo(5L);
    assertThat(transitionsSince(lastGood)).isEmpty();
    assertThat(sentSince(lastGood))
        .containsExactly("30.005", "35.000", "40.000", "45.000", "50.000");
  }

  @Test
  void shouldNotBlameTheTargetForSilenceWhileThisProcessWasStopped() {
    long lastGood = settle("k", Rule.DEFAULT);
    network.script("x.");
    time.advance(6 * SECOND);
    time.jump(30 * SECOND);
    time.advance(10 * SECOND);
    assertThat(transitionsSince(lastGood)).isEmpty();
    assertThat(events(ProbeEvent.Probed.class).stream().map(p -> p.result().outcome().word()))
        .contains("not-probed")
        .doesNotContain("unanswered");
  }

  @Test
  void shouldKeepItsPlaceAndCountWhenStoppedWhileAProbeIsOut() {
    long lastGood = settle("k", Rule.DEFAULT);
    network.script("x.");
    time.advance(6 * SECOND);
    time.jump(30 * SECOND);
    time.advance(10 * SECOND);
    assertThat(transitionsSince(lastGood)).isEmpty();
    assertThat(sentSince(lastGood)).containsExactly("5.000", "36.006", "40.000", "45.000");
    assertThat(skips(lastGood)).containsExactly("5 from 10.000");
  }

  @Test
  void shouldKeepItsPlaceAndCountWhenStoppedBeforeAnAnswerWasRead() {
    long lastGood = settle("k", Rule.DEFAULT);
    time.advance(5 * SECOND - ScriptedProbers.RTT_NANOS + TICK);
    time.jump(30 * SECOND);
    time.advance(10 * SECOND);
    assertThat(transitionsSince(lastGood)).isEmpty();
    assertThat(sentSince(lastGood)).containsExactly("5.000", "35.001", "40.000", "45.000");
    assertThat(skips(lastGood)).containsExactly("5 from 10.000");
  }

  @Test
  void shouldKeepItsPlaceAndCountWhenStoppedWhileDying() {
    long lastGood = settle("k", Rule.DEFAULT);
    network.script("xx.");
    time.advance(12 * SECOND);
    time.jump(30 * SECOND);
    time.advance(10 * SECOND);
    assertThat(transitionsSince(lastGood)).containsExactly("9.000 dying", "42.011 alive");
    assertThat(sentSince(lastGood))
        .containsExactly("5.000", "10.000", "42.006", "45.000", "50.000");
    assertThat(skips(lastGood)).containsExactly("5 from 15.000");
  }

  @Test
  void shouldKeepItsPhaseForEver() {
    long lastGood = settle("k", Rule.DEFAULT);
    time.advance(100_000 * SECOND);
    assertThat(sentSince(lastGood)).hasSize(20_000).endsWith("100000.000");
  }

  @Test
  void shouldComeOntoItsPhaseWithoutMissingASlot() {
    for (int i = 0; i < 40; i++) {
      network.sentNanos.clear();
      core.add(keepalive("k" + i, Rule.DEFAULT), 0, "127.0.0.1", Handover.NONE);
      time.advance(6 * SECOND);
      long gap = network.sentNanos.get(1) - network.sentNanos.get(0);
      assertThat(gap).isBetween(SECOND / 4 - TICK, 5 * SECOND + SECOND / 4 + TICK);
      core.remove("k" + i, Handover.NONE);
    }
  }

  @Test
  void shouldReturnToItsPlaceWhenActivatedAgain() {
    long lastGood = settle("k", Rule.DEFAULT);
    Keepalive suspended = with(keepalive("k", Rule.DEFAULT), new Service("k", true));
    core.change(suspended, 0, "", Handover.NONE);
    time.advance(32 * SECOND);
    core.change(keepalive("k", Rule.DEFAULT), 0, "", Handover.NONE);
    time.advance(13 * SECOND);
    assertThat(sentSince(lastGood)).containsExactly("32.005", "35.000", "40.000", "45.000");
  }

  @Test
  void shouldReturnToItsPlaceWhenItsAddressChangesWhileAProbeIsOut() {
    long lastGood = settle("k", Rule.DEFAULT);
    network.script("x.");
    time.advance(7 * SECOND);
    core.address("k", "127.0.0.2");
    time.advance(8 * SECOND + TICK);
    assertThat(sentSince(lastGood)).containsExactly("5.000", "7.005", "10.000", "15.000");
  }

  /** A name with many addresses in turn, whose hosts are all dead. */
  @Test
  void shouldJudgeAProbeThoughItsAddressChangesAllTheTime() {
    settle("k", Rule.DEFAULT);
    network.script("x");
    for (int i = 0; i < 60; i++) {
      core.address("k", "127.0.0." + (2 + i % 2));
      time.advance(SECOND);
    }
    assertThat(events(ProbeEvent.Changed.class).stream().map(LoopByHand::change))
        .contains("k down");
  }

  /** A probe that was sent late ends after the next one is due. */
  @Test
  void shouldKeepItsPlaceWhenTheTimeOutIsAsLongAsTheInterval() {
    settle("k", Rule.DEFAULT);
    core.change(keepalive("k", new Rule(SECOND, 3, SECOND, SECOND, false)), 0, "", Handover.NONE);
    network.script("x");
    time.advance(4 * SECOND);
    events.clear();
    time.jump(200 * TICK / 10);
    time.advance(5 * SECOND);
    List<Long> due =
        events(ProbeEvent.Probed.class).stream().map(p -> p.result().dueNanos()).toList();
    assertThat(due).hasSizeGreaterThan(3);
    for (int i = 1; i < due.size(); i++) {
      assertThat(due.get(i) - due.get(i - 1)).as("%s", due).isEqualTo(SECOND);
    }
  }
}
