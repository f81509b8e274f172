package io.kald.probe.phone.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Phone;
import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDevice;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.Service;
import io.kald.probe.engine.EngineOptions;
import io.kald.probe.engine.Engines;
import io.kald.probe.engine.ProbeEngine;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.lab.Await;
import io.kald.probe.phone.FactText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A device is never registered twice, whatever reloads do; each device has a node of its own. */
@Tag("slow")
class PhoneDevicesTest {
  private static final long MILLI = 1_000_000L;

  private final List<ScriptedNode> nodes = new ArrayList<>();
  private final List<ProbeEvent> events = new CopyOnWriteArrayList<>();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private final ProbeEngine engine;
  private boolean closed;

  PhoneDevicesTest() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      ScriptedNode node = new ScriptedNode();
      node.acksUnregister = false; // Taking leave takes its time.
      nodes.add(node);
    }
    engine =
        Engines.start(
                new EngineOptions(1, MILLI, 0, true, 1_000 * MILLI, 1_000 * MILLI),
                events::add,
                (where, fault) -> faults.add(fault))
            .engine();
  }

  @AfterEach
  void closeAll() {
    if (!closed) {
      engine.close();
    }
    nodes.forEach(ScriptedNode::close);
    assertThat(faults).isEmpty();
  }

  @Test
  void shouldSwapTheDevicesOfTwoPhones() {
    engine.apply(List.of(phone("a", 0, false), phone("b", 1, false)));
    await(() -> told(0).size() == 1 && told(1).size() == 1, "both");
    engine.apply(List.of(phone("a", 1, false), phone("b", 0, false)));
    await(() -> registers(0) == 2 && registers(1) == 2, "both again");
    await(() -> told(0).size() == 3 && told(1).size() == 3, "both registered again");
    assertThat(told(0)).containsExactly("registered", "unregistered", "registered");
    assertThat(told(1)).containsExactly("registered", "unregistered", "registered");
  }

  @Test
  void shouldShiftTheDevicesOfTwoPhones() {
    engine.apply(List.of(phone("a", 0, false), phone("b", 1, false)));
    await(() -> registers(0) == 1 && registers(1) == 1, "both");
    engine.apply(List.of(phone("a", 1, false), phone("b", 2, false)));
    await(() -> registers(1) == 2 && registers(2) == 1, "both again");
    engine.apply(List.of(phone("b", 2, false)));
    await(() -> unregisters(1) == 2, "the leave of a");
    assertThat(comingsAndGoings(0)).containsExactly("Register", "Unregister");
    assertThat(comingsAndGoings(1))
        .containsExactly("Register", "Unregister", "Register", "Unregister");
    assertThat(comingsAndGoings(2)).containsExactly("Register");
  }

  @Test
  void shouldNotStartEarlyNorTwiceWhenItIsSuspendedWhileItWaits() {
    engine.apply(List.of(phone("a", 0, false)));
    await(() -> registers(0) == 1, "the first");
    engine.apply(List.of(phone("b", 0, false)));
    engine.apply(List.of(phone("b", 0, true)));
    engine.apply(List.of(phone("b", 0, false)));
    await(() -> registers(0) == 2, "the second");
    long before = heard(0, "KeepAlive");
    await(() -> heard(0, "KeepAlive") > before + 4, "more KeepAlives");
    assertThat(comingsAndGoings(0)).containsExactly("Register", "Unregister", "Register");
  }

  @Test
  void shouldWaitForTheLastLeaveWhenItCloses() {
    List<Phone> all = new ArrayList<>();
    for (int i = 1; i < 10; i++) {
      all.add(phone("suspended" + i, i, true));
    }
    all.add(phone("a", 0, false));
    engine.apply(all);
    await(() -> heard(0, "KeepAlive") > 0, "a KeepAlive");
    closed = true;
    engine.close();
    assertThat(events)
        .filteredOn(e -> e instanceof ProbeEvent.PhoneReported p && isLeave(p.fact()))
        .hasSize(1);
  }

  private static boolean isLeave(PhoneFact fact) {
    return fact.equals(new PhoneFact.Unregistered("n0", "kald stops"));
  }

  private Phone phone(String name, int device, boolean suspended) {
    PhoneNode node =
        new PhoneNode("n" + device, "127.0.0.1", nodes.get(device % nodes.size()).port());
    PhoneSpec spec =
        new PhoneSpec(
            new PhoneDevice("SEP00112233440" + device, 30_018, 17, 1),
            List.of(node),
            null,
            PhoneLab.QUICK,
            PhoneDetection.DEFAULT,
            null,
            Egress.DEFAULT);
    return new Phone(name, spec, List.of(new Service(name, suspended)));
  }

  /** In which order the registrations with a device's node were there and gone. */
  private List<String> told(int device) {
    return events.stream()
        .filter(ProbeEvent.PhoneReported.class::isInstance)
        .map(e -> ((ProbeEvent.PhoneReported) e).fact().accept(new FactText()))
        .filter(text -> text.contains("registered n" + device))
        .map(text -> text.substring(0, text.indexOf(' ')))
        .toList();
  }

  private List<String> comingsAndGoings(int device) {
    return nodes.get(device).heard.stream().filter(h -> h.endsWith("egister")).toList();
  }

  private long registers(int device) {
    return heard(device, "Register");
  }

  private long unregisters(int device) {
    return heard(device, "Unregister");
  }

  private long heard(int device, String message) {
    return nodes.get(device).heard.stream().filter(message::equals).count();
  }

  private void await(BooleanSupplier holds, String what) {
    Await.until(what, Duration.ofSeconds(20), holds::getAsBoolean, told(0), told(1), faults);
  }
}
