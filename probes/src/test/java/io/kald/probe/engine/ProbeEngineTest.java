package io.kald.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.Keepalive;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Prober;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.TcpClose;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.name.HostNames;
import io.kald.probe.tcp.TcpSpec;
import io.kald.probe.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a reload does to what runs, on loops whose time is moved by hand. */
class ProbeEngineTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long TICK = 1_000_000;

  private final ManualTime time = new ManualTime();
  private final ScriptedProbers network = new ScriptedProbers(time, ".");
  private final List<ProbeEvent> events = new ArrayList<>();
  private final AtomicBoolean released = new AtomicBoolean();
  private final NameBook names =
      new NameBook(HostNames.ofThisMachine(false), time, (where, t) -> {}, SECOND, SECOND);
  private final ProbeEngine engine =
      new ProbeEngine(List.of(loop(), loop()), names, () -> released.set(true));

  @AfterEach
  void stopLookingNamesUp() {
    names.close();
  }

  @Test
  void shouldStartChangeStopAndLeaveAloneAsTheDifferenceSays() {
    assertThat(engine.apply(List.of(keepalive("a", 80), keepalive("b", 80))))
        .isEqualTo(new ProbeEngine.Difference(2, 0, 0, 0));
    assertThat(engine.apply(List.of(keepalive("b", 80), keepalive("c", 80))))
        .isEqualTo(new ProbeEngine.Difference(1, 0, 1, 1));
    assertThat(engine.apply(List.of(keepalive("b", 81), keepalive("c", 80))))
        .isEqualTo(new ProbeEngine.Difference(0, 1, 0, 1));
    assertThat(engine.apply(List.of())).isEqualTo(new ProbeEngine.Difference(0, 0, 2, 0));
    assertThat(network.open).isZero();
    assertThat(time.pending()).isLessThanOrEqualTo(2);
  }

  @Test
  void shouldKeepThePhaseAndTheStreakOfWhatIsUnchanged() {
    engine.apply(List.of(keepalive("a", 80)));
    time.advance(20 * SECOND);
    network.script("x");
    time.advance(12 * SECOND);
    long lastSent = network.sentNanos.get(network.sentNanos.size() - 1);
    events.clear();
    engine.apply(List.of(keepalive("a", 80), keepalive("b", 80)));
    time.advance(60 * SECOND);
    assertThat(network.sentNanos).contains(lastSent + 5 * SECOND);
    assertThat(words("a")).containsExactly("down");
  }

  @Test
  void shouldKeepTheStateWhenOnlyTheRuleChanges() {
    engine.apply(List.of(keepalive("a", 80)));
    time.advance(20 * SECOND);
    events.clear();
    Keepalive before = keepalive("a", 80);
    Rule slower = new Rule(10 * SECOND, 2, 5 * SECOND, 0, false);
    engine.apply(List.of(new Keepalive("a", before.probe(), slower, before.services())));
    time.advance(30 * SECOND);
    assertThat(words("a")).isEmpty();
    network.script("r");
    time.advance(30 * SECOND);
    assertThat(words("a")).containsExactly("dying", "down");
  }

  @Test
  void shouldProbeWhatChangedAnewButNotInAFlood() {
    engine.apply(IntStream.range(0, 100).mapToObj(i -> keepalive("k" + i, 80)).toList());
    time.advance(20 * SECOND);
    network.sentNanos.clear();
    long reload = time.nanoTime();
    Rule faster = new Rule(10 * SECOND, 3, 10 * SECOND, 0, false);
    engine.apply(
        IntStream.range(0, 100)
            .mapToObj(i -> keepalive("k" + i, 80))
            .map(k -> new Keepalive(k.name(), k.probe(), faster, k.services()))
            .toList());
    assertThat(network.sentNanos).hasSizeLessThanOrEqualTo(1);
    time.advance(51_000_000);
    assertThat(network.sentNanos).hasSize(100);
    assertThat(network.sentNanos).allSatisfy(sent -> assertThat(sent - reload).isNotNegative());
    assertThat(network.open).isEqualTo(100);
  }

  @Test
  void shouldKnowNothingOfANewTargetOfTheSameName() {
    engine.apply(List.of(keepalive("a", 80)));
    time.advance(20 * SECOND);
    events.clear();
    network.script("r");
    engine.apply(List.of(keepalive("a", 81)));
    time.advance(6 * SECOND);
    assertThat(words("a")).containsExactly("unknown");
    time.advance(10 * SECOND);
    assertThat(words("a")).containsExactly("unknown", "down");
  }

  @Test
  void shouldNotDisturbTheStreamWhenOnlyItsServicesChange() {
    Keepalive one = keepalive("a", 80);
    engine.apply(List.of(one));
    time.advance(20 * SECOND);
    int sent = network.sentNanos.size();
    engine.apply(
        List.of(
            new Keepalive(
                "a",
                one.probe(),
                one.rule(),
                List.of(new Service("a", true), new Service("b", false)))));
    time.advance(1);
    assertThat(network.sentNanos).hasSize(sent);
    assertThat(network.open).isEqualTo(1);
    assertThat(words("a")).endsWith("suspended");
  }

  @Test
  void shouldRefuseTheSameNameTwiceAndChangeNothing() {
    engine.apply(List.of(keepalive("a", 80)));
    assertThatThrownBy(() -> engine.apply(List.of(keepalive("b", 80), keepalive("b", 81))))
        .hasMessage("keepalive: b (expected: once)");
    assertThat(engine.apply(List.of(keepalive("a", 80))).unchanged()).isEqualTo(1);
  }

  @Test
  void shouldSpaceTheFirstProbesSoThatAStartIsNoFlood() {
    engine.apply(IntStream.range(0, 100).mapToObj(i -> keepalive("k" + i, 80)).toList());
    long start = time.nanoTime();
    time.advance(50_000_000);
    assertThat(network.sentNanos).hasSizeBetween(95, 100);
    assertThat(network.sentNanos).allSatisfy(sent -> assertThat(sent - start).isNotNegative());
    assertThat(network.sentNanos.stream().distinct()).hasSizeGreaterThan(40);
  }

  @Test
  void shouldShowEveryProberAndStopEverything() {
    engine.apply(List.of(keepalive("a", 80), keepalive("b", 80)));
    time.advance(SECOND);
    List<Seen> seen = engine.visit(Seen::new, Duration.ofSeconds(1));
    assertThat(seen).hasSize(2);
    assertThat(seen.stream().flatMap(loop -> loop.names.stream()))
        .containsExactlyInAnyOrder("a", "b");
    engine.close();
    assertThat(released).isTrue();
    assertThat(time.pending()).isZero();
  }

  @Test
  void shouldHandBackOnlyVisitorsWhoseVisitEnded() {
    EngineLoop stuck = new EngineLoop(task -> {}, loop().core());
    ProbeEngine half = new ProbeEngine(List.of(loop(), stuck), names, () -> {});
    assertThat(half.visit(Seen::new, Duration.ofMillis(1))).hasSize(1);
  }

  @Test
  void shouldTellHowLateTheScheduleIs() {
    assertThat(engine.behindNanos(Duration.ofSeconds(1))).isZero();
    engine.apply(List.of(keepalive("a", 80)));
    time.advance(10 * SECOND);
    assertThat(engine.behindNanos(Duration.ofSeconds(1))).isLessThan(2 * TICK);
    time.hang(7 * SECOND);
    assertThat(engine.behindNanos(Duration.ofSeconds(1))).isGreaterThan(SECOND);
    time.advance(TICK);
    assertThat(engine.behindNanos(Duration.ofSeconds(1))).isLessThan(2 * TICK);
  }

  @Test
  void shouldTakeALoopThatDoesNotAnswerForLate() {
    EngineLoop stuck = new EngineLoop(task -> {}, loop().core());
    ProbeEngine half = new ProbeEngine(List.of(loop(), stuck), names, () -> {});
    Duration patience = Duration.ofMillis(1);
    assertThat(half.behindNanos(patience)).isEqualTo(patience.toNanos());
  }

  private static final class Seen implements BiConsumer<Keepalive, Prober> {
    private final List<String> names = new ArrayList<>();

    @Override
    public void accept(Keepalive keepalive, Prober prober) {
      names.add(keepalive.name());
    }
  }

  private EngineLoop loop() {
    return new EngineLoop(
        Runnable::run,
        new LoopCore(
            time,
            time,
            network,
            events::add,
            (where, t) -> {
              throw new AssertionError(t);
            },
            new Limits(1000),
            TICK));
  }

  private List<String> words(String service) {
    return events.stream()
        .filter(ProbeEvent.Changed.class::isInstance)
        .map(ProbeEvent.Changed.class::cast)
        .filter(changed -> changed.service().name().equals(service))
        .map(changed -> changed.transition().to().word())
        .toList();
  }

  private static Keepalive keepalive(String name, int port) {
    ProbeSpec spec = new TcpSpec("127.0.0.1", port, TcpClose.RST, Family.ANY, Egress.DEFAULT);
    return new Keepalive(name, spec, Rule.DEFAULT, List.of(new Service(name, false)));
  }
}
