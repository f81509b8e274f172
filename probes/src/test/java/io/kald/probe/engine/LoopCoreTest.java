package io.kald.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Keepalive;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.time.ManualTime;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The live path of keepalives, with time moved by hand. */
class LoopCoreTest extends LoopByHand {
  /** probes/CSS.md#timing: last good probe at 0, silent from then on. */
  @Test
  void shouldCallASilentServerDownAfterNineteenSeconds() {
    long lastGood = settle("k", Rule.DEFAULT);
    network.script("x");
    time.advance(60 * SECOND);
    assertThat(transitionsSince(lastGood)).containsExactly("9.000 dying", "19.000 down");
    assertThat(sentSince(lastGood)).startsWith("5.000", "10.000", "15.000", "20.000");
  }

  @Test
  void shouldCallARefusingServerDownAfterFifteenSeconds() {
    long lastGood = settle("k", Rule.DEFAULT);
    network.script("r");
    time.advance(60 * SECOND);
    assertThat(transitionsSince(lastGood)).containsExactly("5.000 dying", "15.000 down");
  }

  @Test
  void shouldShowTheTenSecondRhythmOfAlternatingLossAndNeverGoDown() {
    long lastGood = settle("k", Rule.DEFAULT);
    network.script("x.x.x.x.x.x.x.x.x.x.");
    time.advance(41 * SECOND);
    assertThat(transitionsSince(lastGood))
        .containsExactly(
            "9.000 dying",
            "10.005 alive",
            "19.000 dying",
            "20.005 alive",
            "29.000 dying",
            "30.005 alive",
            "39.000 dying",
            "40.005 alive");
  }

  @Test
  void shouldComeBackOnOneAnswerAskedForAtTheRetryPeriod() {
    Rule rule = new Rule(10 * SECOND, 2, 3 * SECOND, 0, false);
    long lastGood = settle("k", rule);
    network.script("rrrrr.");
    time.advance(60 * SECOND);
    assertThat(transitionsSince(lastGood))
        .containsExactly("10.000 dying", "13.000 down", "25.005 alive");
    assertThat(sentSince(lastGood))
        .startsWith("10.000", "13.000", "16.000", "19.000", "22.000", "25.000", "35.000");
  }

  @Test
  void shouldAskAgainWhenTheProbeHasEndedIfTheRetryPeriodIsShorterThanTheTimeout() {
    Rule rule = new Rule(30 * SECOND, 3, 5 * SECOND, 0, false);
    long lastGood = settle("k", rule);
    network.script("x");
    time.advance(100 * SECOND);
    assertThat(sentSince(lastGood)).startsWith("30.000", "59.001", "64.000", "69.000");
    assertThat(events(ProbeEvent.Skipped.class)).isEmpty();
  }

  @Test
  void shouldNeverMoveAServiceTowardsDownForProbesThatDidNotLeave() {
    long lastGood = settle("k", Rule.DEFAULT);
    network.script("-");
    time.advance(3600 * SECOND);
    assertThat(transitionsSince(lastGood)).isEmpty();
    assertThat(events(ProbeEvent.Probed.class)).hasSizeGreaterThan(700);
  }

  @Test
  void shouldNotTakeAnAnswerThatCameAfterTheTimeout() {
    settle("k", Rule.DEFAULT);
    network.script("L");
    time.advance(6 * SECOND);
    assertThat(events(ProbeEvent.Probed.class))
        .singleElement()
        .extracting(p -> p.result().outcome().word())
        .isEqualTo("unanswered");
  }

  @Test
  void shouldNotNoticeThatTheClockWraps() {
    ManualTime late = new ManualTime(Long.MAX_VALUE - 12 * SECOND);
    ScriptedProbers net = new ScriptedProbers(late, "..x.rrrr");
    LoopCore wrapping =
        new LoopCore(late, late, net, events::add, (w, t) -> faults.add(t), new Limits(9), TICK);
    wrapping.add(keepalive("k", Rule.DEFAULT), 0, "127.0.0.1", Handover.NONE);
    late.advance(60 * SECOND);
    assertThat(events(ProbeEvent.Changed.class).stream().map(c -> c.transition().to().word()))
        .containsExactly("alive", "dying", "alive", "dying", "down");
    assertThat(net.sentNanos).hasSizeBetween(11, 13);
  }

  @Test
  void shouldReportItsOwnBugCountItAndKeepAsking() {
    long lastGood = settle("k", Rule.DEFAULT);
    network.script("!!.");
    time.advance(20 * SECOND);
    assertThat(faults).hasSize(2);
    assertThat(transitionsSince(lastGood)).isEmpty();
    assertThat(sentSince(lastGood)).startsWith("5.000", "10.000", "15.000");
  }

  @Test
  void shouldKeepNoDescriptorForAProberThatIsAtFaultTwice() {
    LoopCore one = core(time, 1);
    network.script("?.");
    one.add(keepalive("a", Rule.DEFAULT), 0, "127.0.0.1", Handover.NONE);
    time.advance(20 * SECOND);
    assertThat(faults).isNotEmpty();
    assertThat(network.sentNanos).hasSizeGreaterThan(2);
    assertThat(one.limits().inFlight().taken()).isZero();
  }

  @Test
  void shouldSendNothingMoreWhileItCloses() {
    LoopCore one = core(time, 1);
    network.script("x");
    addInOrder(one, "a", "b", "c");
    one.close(() -> {});
    assertThat(network.sentNanos).hasSizeLessThan(2);
  }

  /** A pause of the process must not look like a flood of SYNs to what stands in the way. */
  @Test
  void shouldSpreadWhatAPauseHeldUp() {
    Rule everySecond = new Rule(SECOND, 3, SECOND, 0, false);
    for (int i = 0; i < 1000; i++) {
      core.add(keepalive("k" + i, everySecond), 0, "127.0.0.1", Handover.NONE);
    }
    time.advance(5 * SECOND);
    long before = time.nanoTime();
    time.jump(60 * SECOND / 1000);
    time.advance(SECOND);
    Map<Long, Long> perTenMillis =
        network.sentNanos.stream()
            .filter(sent -> sent - before > 0)
            .collect(Collectors.groupingBy(s -> (s - before) / (10 * TICK), Collectors.counting()));
    assertThat(perTenMillis.values()).allMatch(sent -> sent <= 3 * 10);
    assertThat(events(ProbeEvent.Skipped.class)).isEmpty();
    assertThat(network.sentNanos).hasSizeGreaterThan(5 * 1000);
  }

  @Test
  void shouldNotLetASleepOfHoursDelayTheFirstProbeOfANewKeepalive() {
    time.advance(3600 * SECOND);
    time.jump(3600 * SECOND);
    core.add(keepalive("k", Rule.DEFAULT), 0, "127.0.0.1", Handover.NONE);
    long added = time.nanoTime();
    time.advance(SECOND);
    assertThat(network.sentNanos.get(0) - added).isLessThanOrEqualTo(2 * TICK);
  }

  @Test
  void shouldStopAskingWhenSuspendedAndStartAtOnceWhenActivated() {
    long lastGood = settle("k", Rule.DEFAULT);
    core.change(with(keepalive("k", Rule.DEFAULT), new Service("k", true)), 0, "", Handover.NONE);
    time.advance(30 * SECOND);
    assertThat(sentSince(lastGood)).isEmpty();
    core.change(keepalive("k", Rule.DEFAULT), 0, "", Handover.NONE);
    time.advance(1 * SECOND);
    assertThat(transitionsSince(lastGood))
        .containsExactly("0.005 suspended", "30.005 unknown", "30.010 alive");
  }

  @Test
  void shouldChangeAllDependantsOfANamedKeepaliveTogether() {
    Keepalive shared =
        with(
            keepalive("web", Rule.DEFAULT),
            new Service("a", false),
            new Service("b", false),
            new Service("c", true));
    core.add(shared, 0, "127.0.0.1", Handover.NONE);
    time.advance(1 * SECOND);
    assertThat(events(ProbeEvent.Changed.class).stream().map(LoopByHand::change))
        .containsExactly("c suspended", "a alive", "b alive");
    assertThat(network.sentNanos).hasSize(1);
  }

  @Test
  void shouldNotProbeANameWithoutAddressAndStartWhenItHasOne() {
    core.add(keepalive("k", Rule.DEFAULT), 0, "", Handover.NONE);
    time.advance(12 * SECOND);
    assertThat(network.sentNanos).isEmpty();
    assertThat(events(ProbeEvent.Probed.class))
        .hasSize(2)
        .allSatisfy(p -> assertThat(p.standing().word()).isEqualTo("unknown"));
    core.address("k", "127.0.0.2");
    time.advance(SECOND);
    assertThat(network.sentNanos).hasSize(1);
    core.address("k", "127.0.0.3");
    time.advance(10 * SECOND);
    assertThat(network.addresses).containsExactly("127.0.0.2", "127.0.0.3");
    assertThat(network.open).isEqualTo(1);
  }

  @Test
  void shouldLeaveNothingBehindWhenClosed() {
    settle("k", Rule.DEFAULT);
    network.script("x");
    time.advance(6 * SECOND);
    core.close(() -> {});
    assertThat(network.open).isEqualTo(-1);
    assertThat(time.pending()).isZero();
    assertThat(core.limits().inFlight().taken()).isZero();
  }
}
