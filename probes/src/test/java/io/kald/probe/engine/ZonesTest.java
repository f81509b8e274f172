package io.kald.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.Keepalive;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeResult;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Reason;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.TcpClose;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.icmp.IcmpSpec;
import io.kald.probe.lab.Await;
import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Netns;
import io.kald.probe.tcp.TcpSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets whose address names an interface that comes, goes and comes again. */
@Tag("slow")
final class ZonesTest {
  private static final long MILLI = 1_000_000L;
  private static final Rule QUICK = new Rule(200 * MILLI, 3, 200 * MILLI, 0, false);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Map<String, ProbeResult> last = new ConcurrentHashMap<>();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();
  private @Nullable Netns here;
  private @Nullable Netns far;
  private Engines.@Nullable Started started;

  @AfterEach
  void close() {
    if (started != null) {
      started.engine().close();
    }
    if (here != null && far != null) {
      here.close();
      far.close();
    }
    assertThat(faults).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldFollowAnInterfaceByItsName(boolean epoll) {
    Netns.assumeUsable();
    Netns own = Netns.create();
    here = own;
    Netns other = Netns.create();
    far = other;
    try (Listeners server = other.call(() -> Listeners.accepting("::"))) {
      Engines.Started engine = own.call(() -> start(epoll));
      started = engine;
      engine.engine().apply(services(server.port(), epoll));
      Set<String> all = epoll ? Set.of("tcp", "icmp", "from") : Set.of("tcp", "from");
      awaitAll(all, ZonesTest::lacksItsInterface, "no interface yet");
      plug(own, other);
      awaitAll(all, result -> result.outcome() instanceof Answered, "the interface came");
      own.ip("link del eth0");
      awaitAll(all, ZonesTest::lacksItsInterface, "the interface went");
      plug(own, other);
      awaitAll(all, result -> result.outcome() instanceof Answered, "it came again");
    }
  }

  private static boolean lacksItsInterface(ProbeResult result) {
    return result.outcome() instanceof NotProbed not && not.reason() == Reason.NO_DEVICE;
  }

  private static void plug(Netns own, Netns other) {
    own.cable("fe80::11/64", other, "fe80::12/64");
  }

  private Engines.Started start(boolean epoll) throws InterruptedException {
    return Engines.start(
        new EngineOptions(1, MILLI, 0, epoll, 1_000 * MILLI, 1_000 * MILLI),
        this::onEvent,
        (where, fault) -> faults.add(fault));
  }

  private static List<Keepalive> services(int port, boolean epoll) {
    Egress from = new Egress("fe80::11%eth0", null, null, -1, -1, -1);
    Keepalive tcp = keepalive("tcp", tcp(port, Egress.DEFAULT));
    Keepalive sourced = keepalive("from", tcp(port, from));
    Keepalive icmp =
        keepalive("icmp", new IcmpSpec("fe80::12%eth0", Family.ANY, Egress.DEFAULT, 56));
    return epoll ? List.of(tcp, sourced, icmp) : List.of(tcp, sourced);
  }

  private static TcpSpec tcp(int port, Egress egress) {
    return new TcpSpec("fe80::12%eth0", port, TcpClose.RST, Family.ANY, egress);
  }

  private static Keepalive keepalive(String name, ProbeSpec spec) {
    return new Keepalive(name, spec, QUICK, List.of(new Service(name, false)));
  }

  private void onEvent(ProbeEvent event) {
    if (event instanceof ProbeEvent.Probed probed) {
      last.put(probed.monitored().name(), probed.result());
    }
  }

  private void awaitAll(Set<String> names, Predicate<ProbeResult> wanted, String what) {
    Await.until(
        what,
        PATIENCE,
        () ->
            names.stream().allMatch(name -> last.containsKey(name) && wanted.test(last.get(name))),
        last);
  }
}
