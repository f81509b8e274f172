package io.kald.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.Keepalive;
import io.kald.probe.PortRange;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.TcpClose;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.tcp.TcpSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who finds every place or source port taken, and when its turn comes. */
class TurnsTest extends LoopByHand {
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
                .map(p -> p.monitored().name() + " " + reason(p.result().outcome())))
        .containsExactly("a silent", "c busy", "b silent", "a busy", "c silent");
    // The slots of b and c that came while their late probes were out.
    assertThat(
            events(ProbeEvent.Skipped.class).stream()
                .map(s -> s.monitored().name() + " " + s.count()))
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
              .filter(p -> p.monitored().name().equals(name))
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
      few.add(keepalive("k" + i, Rule.DEFAULT), 0, "127.0.0.1", Handover.NONE);
    }
    few.add(keepalive("fast", fast), 0, "127.0.0.9", Handover.NONE);
    time.advance(600 * SECOND);
    Map<String, Long> asked =
        events(ProbeEvent.Probed.class).stream()
            .filter(p -> !reason(p.result().outcome()).equals("busy"))
            .collect(Collectors.groupingBy(p -> p.monitored().name(), Collectors.counting()));
    assertThat(asked).hasSize(41);
    // 3 places, 4 s each: a round of 40 takes 53 s.
    assertThat(asked.values()).allMatch(count -> count >= 10 && count <= 13);
    assertThat(
            events(ProbeEvent.Changed.class).stream()
                .map(c -> c.monitored().name() + " " + c.transition().to().word())
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
    first.add(keepalive("a", Rule.DEFAULT), 0, "127.0.0.1", Handover.NONE);
    second.add(keepalive("b", Rule.DEFAULT), 0, "127.0.0.1", Handover.NONE);
    time.advance(3 * SECOND);
    assertThat(network.sentNanos).hasSize(1);
    time.advance(3 * SECOND);
    assertThat(network.sentNanos).hasSize(2);
    first.remove("a", Handover.NONE);
    second.remove("b", Handover.NONE);
    assertThat(limits.inFlight().taken()).isZero();
  }

  /** Two ports for five services of one target, of which the others hold both. */
  @Test
  void shouldServeTheSourcePortsOfATargetFirstComeFirstServed() {
    LoopCore many = core(time, 1000);
    network.script("x");
    for (int i = 0; i < 5; i++) {
      many.add(ranged("k" + i), 2L * i * TICK, "127.0.0.1", Handover.NONE);
    }
    time.advance(300 * SECOND);
    Map<String, Long> asked =
        events(ProbeEvent.Probed.class).stream()
            .filter(p -> reason(p.result().outcome()).equals("silent"))
            .collect(Collectors.groupingBy(p -> p.monitored().name(), Collectors.counting()));
    assertThat(asked).hasSize(5);
    assertThat(asked.values()).allMatch(count -> count >= 28 && count <= 31);
    assertThat(
            events(ProbeEvent.Probed.class).stream()
                .map(p -> reason(p.result().outcome()))
                .distinct())
        .containsExactlyInAnyOrder("silent", "no-source-port");
    for (int i = 0; i < 5; i++) {
      many.remove("k" + i, Handover.NONE);
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
      many.add(ranged("k" + i), 2L * i * TICK, "127.0.0.1", Handover.NONE);
    }
    time.advance(300 * SECOND);
    Map<String, Long> asked =
        events(ProbeEvent.Probed.class).stream()
            .filter(p -> reason(p.result().outcome()).equals("silent"))
            .collect(Collectors.groupingBy(p -> p.monitored().name(), Collectors.counting()));
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
        .extracting(p -> p.monitored().name())
        .startsWith("a", "b", "c");
  }

  @Test
  void shouldGiveNoTurnToOneWhoIsGone() {
    LoopCore one = core(time, 1);
    addInOrder(one, "a", "b", "c");
    one.remove("b", Handover.NONE);
    time.advance(SECOND);
    assertThat(events(ProbeEvent.Probed.class))
        .extracting(p -> p.monitored().name())
        .startsWith("a", "c");
    assertThat(one.limits().inFlight().taken()).isZero();
  }

  private static Keepalive ranged(String name) {
    Egress egress = new Egress(null, new PortRange(20000, 20001), null, -1, -1, -1);
    TcpSpec spec = new TcpSpec("127.0.0.1", 80, TcpClose.RST, Family.ANY, egress);
    return new Keepalive(name, spec, Rule.DEFAULT, List.of(new Service(name, false)));
  }
}
