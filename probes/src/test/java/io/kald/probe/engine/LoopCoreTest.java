package io.kald.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.Keepalive;
import io.kald.probe.PortRange;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeSpec;
import io.kald.probe.ProbeSpec.TcpSpec;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.TcpClose;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.keepalive.KeepaliveMachine;
import io.kald.probe.time.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The live path of keepalives, with time moved by hand. */
class LoopCoreTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long TICK = 1_000_000;

  private final ManualTime time = new ManualTime();
  private final ScriptedProbers network = new ScriptedProbers(time, ".");
  private final List<ProbeEvent> events = new ArrayList<>();
  private final List<Throwable> faults = new ArrayList<>();
  private final LoopCore core = core(time, 1000);

  /** css-csm.md 1.5: last good probe at 0, silent from then on. */
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
  void shouldKeepItsPhaseForEver() {
    long lastGood = settle("k", Rule.DEFAULT);
    time.advance(100_000 * SECOND);
    assertThat(sentSince(lastGood)).hasSize(20_000).endsWith("100000.000");
  }

  @Test
  void shouldComeOntoItsPhaseWithoutMissingASlot() {
    for (int i = 0; i < 40; i++) {
      network.sentNanos.clear();
      core.add(keepalive("k" + i, Rule.DEFAULT), new KeepaliveMachine(3, false), 0, "127.0.0.1");
      time.advance(6 * SECOND);
      long gap = network.sentNanos.get(1) - network.sentNanos.get(0);
      assertThat(gap).isBetween(SECOND / 4 - TICK, 5 * SECOND + SECOND / 4 + TICK);
      core.remove("k" + i);
    }
  }

  @Test
  void shouldNotNoticeThatTheClockWraps() {
    ManualTime late = new ManualTime(Long.MAX_VALUE - 12 * SECOND);
    ScriptedProbers net = new ScriptedProbers(late, "..x.rrrr");
    LoopCore wrapping =
        new LoopCore(late, late, net, events::add, (w, t) -> faults.add(t), new Limits(9), TICK);
    wrapping.add(keepalive("k", Rule.DEFAULT), new KeepaliveMachine(3, false), 0, "127.0.0.1");
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
    one.add(keepalive("a", Rule.DEFAULT), new KeepaliveMachine(3, false), 0, "127.0.0.1");
    time.advance(20 * SECOND);
    assertThat(faults).isNotEmpty();
    assertThat(network.sentNanos).hasSizeGreaterThan(2);
    assertThat(one.limits().inFlight().taken()).isZero();
  }

  @Test
  void shouldWaitForADescriptorAndSayBusyForEachSlotInWhichNoneComes() {
    LoopCore one = core(time, 1);
    network.script("x");
    addInOrder(one, "a", "b", "c");
    time.advance(14 * SECOND);
    assertThat(sentSince(network.sentNanos.get(0)))
        .containsExactly("0.000", "4.000", "8.000", "12.000");
    assertThat(
            events(ProbeEvent.Probed.class).stream()
                .map(p -> p.keepalive().name() + " " + reason(p.result().outcome())))
        .containsExactly("a silent", "c busy", "b silent", "a busy", "c silent");
    // The slots of b and c that came while their late probes were out.
    assertThat(
            events(ProbeEvent.Skipped.class).stream()
                .map(s -> s.keepalive().name() + " " + s.count()))
        .containsExactly("b 1", "c 1");
  }

  private static String reason(ProbeOutcome outcome) {
    return outcome.match(
        answered -> "answered",
        rejected -> rejected.reason().label(),
        unanswered -> "silent",
        notProbed -> notProbed.reason().label());
  }

  /** The slot that came last is sent when its turn comes, and the next one is in its old place. */
  @Test
  void shouldKeepItsPlaceInThePeriodAfterAWait() {
    LoopCore one = core(time, 1);
    network.script("x");
    addInOrder(one, "a", "b");
    time.advance(60 * SECOND);
    for (String name : List.of("a", "b")) {
      List<Long> due =
          events(ProbeEvent.Probed.class).stream()
              .filter(p -> p.keepalive().name().equals(name))
              .map(p -> p.result().dueNanos())
              .toList();
      assertThat(due).hasSizeGreaterThan(5);
      assertThat(due).allMatch(at -> (at - due.get(0)) % (5 * SECOND) == 0);
    }
    long probes = events(ProbeEvent.Probed.class).size();
    long skipped =
        events(ProbeEvent.Skipped.class).stream().mapToLong(ProbeEvent.Skipped::count).sum();
    assertThat(probes + skipped).as("slots of 60 s").isBetween(22L, 24L);
  }

  /** Forty silent services and a fast one that answers, with room for three probes. */
  @Test
  void shouldServeWhoeverWaitsFirstComeFirstServed() {
    LoopCore few = core(time, 3);
    Rule fast = new Rule(SECOND, 3, SECOND, 0, false);
    network.script(address -> address.endsWith(".9") ? '.' : 'x');
    for (int i = 0; i < 40; i++) {
      few.add(keepalive("k" + i, Rule.DEFAULT), new KeepaliveMachine(3, false), 0, "127.0.0.1");
    }
    few.add(keepalive("fast", fast), new KeepaliveMachine(3, false), 0, "127.0.0.9");
    time.advance(600 * SECOND);
    Map<String, Long> asked =
        events(ProbeEvent.Probed.class).stream()
            .filter(p -> !reason(p.result().outcome()).equals("busy"))
            .collect(Collectors.groupingBy(p -> p.keepalive().name(), Collectors.counting()));
    assertThat(asked).hasSize(41);
    // 3 places, 4 s each: a round of 40 takes 53 s.
    assertThat(asked.values()).allMatch(count -> count >= 10 && count <= 13);
    assertThat(
            events(ProbeEvent.Changed.class).stream()
                .map(c -> c.keepalive().name() + " " + c.transition().to().word())
                .filter(change -> change.endsWith("down") || change.startsWith("fast")))
        .hasSize(41)
        .contains("fast alive")
        .doesNotContain("fast dying");
    assertThat(few.limits().inFlight().taken()).isEqualTo(3);
  }

  @Test
  void shouldKeepOneLimitForAllLoops() {
    Limits limits = new Limits(1);
    LoopCore first = core(time, limits);
    LoopCore second = core(time, limits);
    network.script("x");
    first.add(keepalive("a", Rule.DEFAULT), new KeepaliveMachine(3, false), 0, "127.0.0.1");
    second.add(keepalive("b", Rule.DEFAULT), new KeepaliveMachine(3, false), 0, "127.0.0.1");
    time.advance(3 * SECOND);
    assertThat(network.sentNanos).hasSize(1);
    time.advance(3 * SECOND);
    assertThat(network.sentNanos).hasSize(2);
    first.remove("a");
    second.remove("b");
    assertThat(limits.inFlight().taken()).isZero();
  }

  /** Two ports for five services of one target, of which the others hold both. */
  @Test
  void shouldServeTheSourcePortsOfATargetFirstComeFirstServed() {
    LoopCore many = core(time, 1000);
    network.script("x");
    for (int i = 0; i < 5; i++) {
      many.add(ranged("k" + i), new KeepaliveMachine(3, false), 2 * i * TICK, "127.0.0.1");
    }
    time.advance(300 * SECOND);
    Map<String, Long> asked =
        events(ProbeEvent.Probed.class).stream()
            .filter(p -> reason(p.result().outcome()).equals("silent"))
            .collect(Collectors.groupingBy(p -> p.keepalive().name(), Collectors.counting()));
    assertThat(asked).hasSize(5);
    assertThat(asked.values()).allMatch(count -> count >= 28 && count <= 31);
    assertThat(
            events(ProbeEvent.Probed.class).stream()
                .map(p -> reason(p.result().outcome()))
                .distinct())
        .containsExactlyInAnyOrder("silent", "no-source-port");
    for (int i = 0; i < 5; i++) {
      many.remove("k" + i);
    }
    assertThat(many.limits().pools()).isZero();
    assertThat(many.limits().inFlight().taken()).isZero();
  }

  /** The range has ports that somebody else has taken: who finds none waits for one of ours. */
  @Test
  void shouldWaitForAPortOfItsOwnWhereOthersHoldSome() {
    LoopCore many = core(time, 1000);
    network.ports(new ArrayList<>(List.of(1)));
    network.script("x");
    for (int i = 0; i < 4; i++) {
      many.add(ranged("k" + i), new KeepaliveMachine(3, false), 2 * i * TICK, "127.0.0.1");
    }
    time.advance(300 * SECOND);
    Map<String, Long> asked =
        events(ProbeEvent.Probed.class).stream()
            .filter(p -> reason(p.result().outcome()).equals("silent"))
            .collect(Collectors.groupingBy(p -> p.keepalive().name(), Collectors.counting()));
    assertThat(asked).hasSize(4);
    assertThat(asked.values()).allMatch(count -> count >= 17 && count <= 20);
    network.ports(new ArrayList<>());
    time.advance(20 * SECOND);
    events.clear();
    time.advance(20 * SECOND);
    assertThat(
            events(ProbeEvent.Probed.class).stream()
                .map(p -> reason(p.result().outcome()))
                .distinct())
        .containsExactly("no-source-port");
    assertThat(events(ProbeEvent.Probed.class)).hasSize(16);
  }

  @Test
  void shouldHandAFreeDescriptorOnAtOnceToTheOneWhoWaitedLongest() {
    LoopCore one = core(time, 1);
    addInOrder(one, "a", "b", "c");
    time.advance(SECOND);
    assertThat(sentSince(network.sentNanos.get(0))).startsWith("0.000", "0.005", "0.010");
    assertThat(events(ProbeEvent.Probed.class))
        .extracting(p -> p.keepalive().name())
        .startsWith("a", "b", "c");
  }

  @Test
  void shouldGiveNoTurnToOneWhoIsGone() {
    LoopCore one = core(time, 1);
    addInOrder(one, "a", "b", "c");
    one.remove("b");
    time.advance(SECOND);
    assertThat(events(ProbeEvent.Probed.class))
        .extracting(p -> p.keepalive().name())
        .startsWith("a", "c");
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
      core.add(keepalive("k" + i, everySecond), new KeepaliveMachine(3, false), 0, "127.0.0.1");
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
    core.add(keepalive("k", Rule.DEFAULT), new KeepaliveMachine(3, false), 0, "127.0.0.1");
    long added = time.nanoTime();
    time.advance(SECOND);
    assertThat(network.sentNanos.get(0) - added).isLessThanOrEqualTo(2 * TICK);
  }

  @Test
  void shouldStopAskingWhenSuspendedAndStartAtOnceWhenActivated() {
    long lastGood = settle("k", Rule.DEFAULT);
    core.services(with(keepalive("k", Rule.DEFAULT), new Service("k", true)));
    time.advance(30 * SECOND);
    assertThat(sentSince(lastGood)).isEmpty();
    core.services(keepalive("k", Rule.DEFAULT));
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
    core.add(shared, new KeepaliveMachine(3, false), 0, "127.0.0.1");
    time.advance(1 * SECOND);
    assertThat(events(ProbeEvent.Changed.class).stream().map(c -> c.service().name()))
        .containsExactly("a", "b");
    assertThat(network.sentNanos).hasSize(1);
  }

  @Test
  void shouldNotProbeANameWithoutAddressAndStartWhenItHasOne() {
    core.add(keepalive("k", Rule.DEFAULT), new KeepaliveMachine(3, false), 0, "");
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

  private static void addInOrder(LoopCore core, String... names) {
    long delay = 0;
    for (String name : names) {
      KeepaliveMachine machine = new KeepaliveMachine(3, false);
      core.add(keepalive(name, Rule.DEFAULT), machine, delay, "127.0.0.1");
      delay += 2 * TICK; // The clock may stand within a tick.
    }
  }

  /** Runs until the keepalive is on its phase and returns when its last good probe left. */
  private long settle(String name, Rule rule) {
    core.add(keepalive(name, rule), new KeepaliveMachine(rule.maxFailure(), false), 0, "127.0.0.1");
    while (network.sentNanos.size() < 3) {
      time.advance(SECOND / 1000);
    }
    time.advance(ScriptedProbers.RTT_NANOS);
    long lastGood = network.sentNanos.get(2);
    events.clear();
    network.sentNanos.clear();
    return lastGood;
  }

  private LoopCore core(ManualTime clock, int inFlight) {
    return core(clock, new Limits(inFlight));
  }

  private LoopCore core(ManualTime clock, Limits limits) {
    return new LoopCore(clock, clock, network, events::add, (w, t) -> faults.add(t), limits, TICK);
  }

  private static Keepalive ranged(String name) {
    Egress egress = new Egress(null, new PortRange(20000, 20001), null, -1, -1, -1);
    TcpSpec spec = new TcpSpec("127.0.0.1", 80, TcpClose.RST, Family.ANY, egress);
    return new Keepalive(name, spec, Rule.DEFAULT, List.of(new Service(name, false)));
  }

  private List<String> transitionsSince(long nanos) {
    return events(ProbeEvent.Changed.class).stream()
        .map(c -> seconds(c.atNanos() - nanos) + " " + c.transition().to().word())
        .toList();
  }

  private List<String> sentSince(long nanos) {
    return network.sentNanos.stream().map(sent -> seconds(sent - nanos)).toList();
  }

  private <E extends ProbeEvent> List<E> events(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static String seconds(long nanos) {
    return String.format(java.util.Locale.ROOT, "%.3f", nanos / 1e9);
  }

  private static Keepalive keepalive(String name, Rule rule) {
    ProbeSpec spec =
        new ProbeSpec.TcpSpec("127.0.0.1", 80, TcpClose.RST, Family.ANY, Egress.DEFAULT);
    return new Keepalive(name, spec, rule, List.of(new Service(name, false)));
  }

  private static Keepalive with(Keepalive keepalive, Service... services) {
    return new Keepalive(keepalive.name(), keepalive.probe(), keepalive.rule(), List.of(services));
  }
}
