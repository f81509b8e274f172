package io.kald.probe.phone.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Phone;
import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.PhoneDevice;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PhoneTimers;
import io.kald.probe.Service;
import io.kald.probe.engine.EngineOptions;
import io.kald.probe.engine.Engines;
import io.kald.probe.engine.ProbeEngine;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.event.ProbeEvent.Configured.Change;
import io.kald.probe.lab.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the engine, its reloads and its end do to a phone. */
@Tag("slow")
class PhoneEngineTest {
  private static final long MILLI = 1_000_000L;

  private final ScriptedNode node = new ScriptedNode();
  private final List<ProbeEvent> events = new CopyOnWriteArrayList<>();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final Engines.Started started;
  private boolean closed;
  private volatile boolean bug;

  PhoneEngineTest() throws InterruptedException {
    started =
        Engines.start(
            new EngineOptions(2, MILLI, 0, true, 1_000 * MILLI, 1_000 * MILLI),
            this::onEvent,
            (where, fault) -> faults.add(fault));
  }

  @BeforeEach
  void runAPhone() {
    engine().apply(List.of(phone("k", PhoneLab.QUICK, new Service("s", false))));
    await(() -> heard("KeepAlive") > 0, "a KeepAlive");
  }

  @AfterEach
  void closeAll() {
    if (!closed) {
      engine().close();
    }
    node.close();
    assertThat(faults).isEmpty();
  }

  @Test
  void shouldReportAPhoneAsAnyKeepalive() {
    await(() -> events.stream().anyMatch(ProbeEvent.Probed.class::isInstance), "a probe");
    assertThat(words()).containsExactly("unknown -> alive");
    assertThat(started.missing()).isEmpty();
  }

  @Test
  void shouldLeaveAPhoneAloneThatIsUnchanged() {
    engine().apply(List.of(phone("k", PhoneLab.QUICK, new Service("s", false))));
    engine()
        .apply(
            List.of(phone("k", PhoneLab.QUICK, new Service("s", false), new Service("t", false))));
    long before = heard("KeepAlive");
    await(() -> heard("KeepAlive") > before + 2, "more KeepAlives");
    assertThat(heard("Register")).isEqualTo(1);
    assertThat(heard("Unregister")).isZero();
  }

  @Test
  void shouldNotLetPhonesKnockAllAtOnce() {
    List<Phone> many = new ArrayList<>();
    many.add(phone("k", PhoneLab.QUICK, new Service("s", false)));
    for (int i = 0; i < 100; i++) {
      PhoneSpec one = PhoneLab.spec(PhoneLab.QUICK, PhoneDetection.DEFAULT, null, node);
      PhoneDevice device = new PhoneDevice("SEP0000000000" + (10 + i), 30_018, 17, 1);
      PhoneSpec spec =
          new PhoneSpec(
              device, one.nodes(), null, one.timers(), one.detection(), null, one.egress());
      many.add(new Phone("p" + i, spec, List.of(new Service("s" + i, false))));
    }
    final long begun = System.nanoTime();
    engine().apply(many);
    await(() -> registered().size() == 101, "all registrations");
    List<Long> after = registered().stream().map(at -> at - begun).filter(at -> at > 0).toList();
    assertThat(Collections.max(after) - Collections.min(after)).isGreaterThan(150 * MILLI);
  }

  private List<Long> registered() {
    return events.stream()
        .filter(
            e ->
                e instanceof ProbeEvent.PhoneReported p && p.fact() instanceof PhoneFact.Registered)
        .map(e -> ((ProbeEvent.PhoneReported) e).atNanos())
        .toList();
  }

  @Test
  void shouldUnregisterAPhoneThatIsRemoved() {
    engine().apply(List.of());
    await(() -> heard("Unregister") == 1, "Unregister");
    await(() -> node.registered() == 0, "the end");
  }

  @Test
  void shouldRegisterAChangedPhoneOnlyWhenTheOldOneHasLeft() {
    node.acksUnregister = false;
    PhoneTimers slower =
        new PhoneTimers(
            2_000 * MILLI, 2_000 * MILLI, 500 * MILLI, 50 * MILLI, 300 * MILLI, 600 * MILLI);
    engine().apply(List.of(phone("renamed", slower, new Service("s", false))));
    await(() -> heard("Register") == 2, "the second Register");
    List<String> heard = List.copyOf(node.heard);
    assertThat(heard.indexOf("Unregister")).isLessThan(heard.lastIndexOf("Register"));
    assertThat(node.registered()).isLessThanOrEqualTo(1);
  }

  @Test
  void shouldReportThatNothingIsKnownOfAPhoneWhoseSettingsChanged() {
    await(() -> words().size() == 1, "alive");
    Phone same = phone("k", PhoneLab.QUICK, new Service("s", false));
    PhoneSpec other = same.spec().as(new PhoneDevice("SEP001122334455", 7, 17, 1));
    engine().apply(List.of(new Phone("k", other, same.services())));
    await(() -> words().size() == 3, "alive again");
    assertThat(words()).containsExactly("unknown -> alive", "alive -> unknown", "unknown -> alive");
    assertThat(events)
        .filteredOn(
            e ->
                e instanceof ProbeEvent.Changed c
                    && c.transition().reason().equals("probe settings changed"))
        .hasSize(1);
    assertThat(events)
        .filteredOn(
            e ->
                e instanceof ProbeEvent.Configured c
                    && c.change() == ProbeEvent.Configured.Change.REMOVED
                    && c.staying().contains("s"))
        .hasSize(1);
  }

  /** Neither detection nor timers need a registration. */
  @Test
  void shouldKeepTheRegistrationWhenOnlyRulesChange() {
    Phone first = phone("k", PhoneLab.QUICK, new Service("s", false));
    PhoneTimers slower =
        new PhoneTimers(
            2_000 * MILLI, 2_000 * MILLI, 500 * MILLI, 50 * MILLI, 300 * MILLI, 600 * MILLI);
    PhoneDetection delayed =
        new PhoneDetection(PhoneDetection.Kind.DELAYED, false, Geometric.DEFAULT, 1);
    PhoneSpec spec = PhoneLab.spec(slower, delayed, null, node);
    engine().apply(List.of(new Phone("k", spec, first.services())));
    long before = heard("KeepAlive");
    await(() -> heard("KeepAlive") > before + 2, "more KeepAlives");
    assertThat(heard("Register")).isEqualTo(1);
    assertThat(heard("Unregister")).isZero();
    assertThat(words()).containsExactly("unknown -> alive");
    assertThat(events.stream().filter(ProbeEvent.Configured.class::isInstance))
        .extracting(e -> ((ProbeEvent.Configured) e).change())
        .containsExactly(Change.ADDED, Change.RULE_CHANGED);
    node.hung = true;
    await(
        () ->
            events.stream()
                .anyMatch(
                    e ->
                        e instanceof ProbeEvent.PhoneReported p
                            && p.fact() instanceof PhoneFact.Lost),
        "the node left by the new rule");
    assertThat(words()).containsExactly("unknown -> alive", "alive -> dying", "dying -> down");
  }

  @Test
  void shouldLeaveTheNodeWhileItsServicesAreSuspendedAndComeBack() {
    engine().apply(List.of(phone("k", PhoneLab.QUICK, new Service("s", true))));
    await(() -> heard("Unregister") == 1, "Unregister");
    engine().apply(List.of(phone("k", PhoneLab.QUICK, new Service("s", false))));
    await(() -> heard("Register") == 2, "the second Register");
    await(() -> words().size() == 4, "alive again");
    assertThat(words())
        .containsExactly(
            "unknown -> alive", "alive -> suspended", "suspended -> unknown", "unknown -> alive");
  }

  @Test
  void shouldUnregisterBeforeTheEngineEnds() {
    closed = true;
    engine().close();
    assertThat(heard("Unregister")).isEqualTo(1);
    assertThat(events.get(events.size() - 1)).isInstanceOf(ProbeEvent.PhoneReported.class);
  }

  @Test
  void shouldShowNoRegistrationThatAFaultOfOursHasEnded() {
    bug = true;
    await(() -> words().size() == 2, "dying");
    assertThat(words()).containsExactly("unknown -> alive", "alive -> dying");
    assertThat(events)
        .filteredOn(
            e ->
                e instanceof ProbeEvent.PhoneReported p
                    && p.fact().equals(new PhoneFact.Unregistered("n0", "a fault of kald")))
        .hasSize(1);
    assertThat(faults).hasSize(1);
    faults.clear();
    await(() -> words().size() == 3, "alive again");
    assertThat(words()).endsWith("dying -> alive");
  }

  private void onEvent(ProbeEvent event) {
    events.add(event);
    if (bug && event instanceof ProbeEvent.Probed) {
      bug = false;
      throw new IllegalStateException("a bug");
    }
  }

  private ProbeEngine engine() {
    return started.engine();
  }

  private Phone phone(String name, PhoneTimers timers, Service... services) {
    PhoneSpec spec = PhoneLab.spec(timers, PhoneDetection.DEFAULT, null, node);
    return new Phone(name, spec, List.of(services));
  }

  private long heard(String message) {
    return node.heard.stream().filter(message::equals).count();
  }

  private List<String> words() {
    return events.stream()
        .filter(ProbeEvent.Changed.class::isInstance)
        .map(ProbeEvent.Changed.class::cast)
        .map(c -> c.transition().from().word() + " -> " + c.transition().to().word())
        .toList();
  }

  private void await(BooleanSupplier holds, String what) {
    Await.until(what, Duration.ofSeconds(20), holds::getAsBoolean, node.heard, events, faults);
  }
}
