package io.kald.probe.phone.link;

import io.kald.probe.Egress;
import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDevice;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PhoneTimers;
import io.kald.probe.PhoneTls;
import io.kald.probe.ProbeResult;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.host.EgressCheck;
import io.kald.probe.host.HostNetwork;
import io.kald.probe.lab.Await;
import io.kald.probe.lab.Netns;
import io.kald.probe.net.EventLoopTimers;
import io.kald.probe.net.Loops;
import io.kald.probe.phone.FactText;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.Timers;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One phone on a loop of its own, at nodes on real sockets. */
final class PhoneLab implements PhoneGroup.Listener, AutoCloseable {
  static final long MILLI = 1_000_000L;
  static final String UNRESOLVED = "unresolved";
  static final String LATE = "late";
  static final PhoneDevice DEVICE = new PhoneDevice("SEP001122334455", 30_018, 17, 2);

  /** KeepAlives every 200 ms, whatever nodes say; back after 600 ms. */
  static final PhoneTimers QUICK =
      new PhoneTimers(
          2_000 * MILLI, 1_000 * MILLI, 500 * MILLI, 50 * MILLI, 200 * MILLI, 600 * MILLI);

  final List<String> told = new CopyOnWriteArrayList<>();
  final List<PhoneFact> facts = new CopyOnWriteArrayList<>();
  final List<ProbeResult> probes = new CopyOnWriteArrayList<>();
  final List<Throwable> faults = new CopyOnWriteArrayList<>();

  private final AtomicLong aheadNanos = new AtomicLong();
  private final NanoClock clock = () -> NanoClock.SYSTEM.nanoTime() + aheadNanos.get();
  private final Loops loops;
  private final EventLoop loop;
  private final HostNetwork network;
  private final EgressCheck egress;
  private final Phones phones;
  private final PhoneGroup group;
  private final EventLoopTimers timers;
  private Timers.@Nullable Timer wake;
  private volatile boolean gone;

  private PhoneLab(PhoneSpec spec, boolean epoll, @Nullable Netns netns) {
    loops = Loops.start("phone-test", 1, epoll);
    loop = loops.all().get(0);
    timers = new EventLoopTimers(loop, clock);
    if (netns != null) {
      on(netns::enter);
    }
    network = of(() -> HostNetwork.open(clock));
    egress = of(network::onLoop);
    phones = new Phones(loop, clock, egress);
    group = phones.open(spec, PhoneSecurity.of(spec.tls()), this);
    on(
        () -> {
          List<PhoneNode> nodes = spec.allNodes();
          for (int i = 0; i < nodes.size(); i++) {
            String host = nodes.get(i).host();
            if (!host.equals(LATE)) {
              group.address(i, host.equals(UNRESOLVED) ? "" : host);
            }
          }
          group.start();
          for (int i = nodes.size() - 1; i >= 0; i--) {
            if (nodes.get(i).host().equals(LATE)) {
              group.address(i, "127.0.0.1");
            }
          }
        });
  }

  static PhoneLab at(ScriptedNode... nodes) {
    return new PhoneLab(spec(QUICK, PhoneDetection.DEFAULT, null, nodes), true, null);
  }

  /** The nodes are ports of this machine. */
  static PhoneLab at(int... ports) {
    List<PhoneNode> nodes = new ArrayList<>();
    for (int port : ports) {
      nodes.add(new PhoneNode("n" + nodes.size(), "127.0.0.1", port));
    }
    return of(nodes);
  }

  /** The first node's name has no address. */
  static PhoneLab behindAMissingName(ScriptedNode node) {
    PhoneSpec all = spec(QUICK, PhoneDetection.DEFAULT, null, node);
    List<PhoneNode> nodes = new ArrayList<>(all.nodes());
    nodes.add(0, new PhoneNode("missing", UNRESOLVED, 2000));
    return of(nodes);
  }

  /** All names are looked up while the phone begins, and the last one is found first. */
  static PhoneLab behindLateNames(ScriptedNode... nodes) {
    PhoneSpec all = spec(QUICK, PhoneDetection.DEFAULT, null, nodes);
    return of(all.nodes().stream().map(n -> new PhoneNode(n.name(), LATE, n.port())).toList());
  }

  private static PhoneLab of(List<PhoneNode> nodes) {
    return new PhoneLab(
        new PhoneSpec(DEVICE, nodes, null, QUICK, PhoneDetection.DEFAULT, null, Egress.DEFAULT),
        true,
        null);
  }

  static PhoneLab detecting(PhoneDetection detection, ScriptedNode... nodes) {
    return new PhoneLab(spec(QUICK, detection, null, nodes), true, null);
  }

  static PhoneLab timed(PhoneTimers timers, ScriptedNode... nodes) {
    return new PhoneLab(spec(timers, PhoneDetection.DEFAULT, null, nodes), true, null);
  }

  static PhoneLab overNio(ScriptedNode... nodes) {
    return new PhoneLab(spec(QUICK, PhoneDetection.DEFAULT, null, nodes), false, null);
  }

  static PhoneLab withTls(PhoneTls tls, ScriptedNode... nodes) {
    return new PhoneLab(spec(QUICK, PhoneDetection.DEFAULT, tls, nodes), true, null);
  }

  static PhoneLab in(Netns netns, PhoneSpec spec) {
    return new PhoneLab(spec, true, netns);
  }

  static PhoneSpec spec(
      PhoneTimers timers, PhoneDetection detection, @Nullable PhoneTls tls, ScriptedNode... nodes) {
    List<PhoneNode> all = new ArrayList<>();
    for (ScriptedNode node : nodes) {
      all.add(new PhoneNode("n" + all.size(), "127.0.0.1", node.port()));
    }
    return new PhoneSpec(DEVICE, all, null, timers, detection, tls, Egress.DEFAULT);
  }

  /** Waits until something that begins so was told. */
  PhoneLab until(String beginning) {
    await(() -> told.stream().anyMatch(t -> t.startsWith(beginning)), beginning, 20);
    return this;
  }

  /** Waits until something holds, and fails after so many seconds. */
  void await(BooleanSupplier holds, String what, int seconds) {
    Await.until(what, Duration.ofSeconds(seconds), holds::getAsBoolean, told, faults);
  }

  /** The first fact of a kind. */
  <F extends PhoneFact> F first(Class<F> kind) {
    return facts.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }

  /** From the first KeepAlive that was not answered to the loss of the node, in seconds. */
  double lossSeconds() {
    until("failover");
    return first(PhoneFact.Failover.class).detectionNanos() / 1e9;
  }

  /** This process is stopped for so long, and that is what happens meanwhile. */
  void whileStopped(long nanos, Runnable meanwhile) {
    on(
        () -> {
          meanwhile.run();
          aheadNanos.addAndGet(nanos);
        });
  }

  void stop() {
    on(() -> group.stop("removed"));
  }

  boolean isGone() {
    return gone;
  }

  private <T> T of(Callable<T> work) {
    return loop.submit(work).syncUninterruptibly().getNow();
  }

  private void on(Runnable step) {
    loop.submit(step).syncUninterruptibly();
  }

  @Override
  public void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      faults.add(e);
    }
  }

  @Override
  public void fact(PhoneFact fact, long atNanos) {
    facts.add(fact);
    told.add(fact.accept(new FactText()));
  }

  @Override
  public void probed(ProbeResult result) {
    probes.add(result);
  }

  @Override
  public void skipped(long count, long fromNanos, long atNanos) {
    told.add("skipped " + count);
  }

  @Override
  public void alive(String reason, long atNanos) {
    told.add("ALIVE");
  }

  @Override
  public void dying(String reason, long atNanos) {
    told.add("DYING");
  }

  @Override
  public void down(String reason, long atNanos) {
    told.add("DOWN");
  }

  @Override
  public void wakeAt(long nanos) {
    if (wake != null) {
      wake.cancel();
    }
    wake = timers.runAt(nanos, () -> guarded(group::moment));
  }

  @Override
  public void gone() {
    gone = true;
    if (wake != null) {
      wake.cancel();
    }
  }

  @Override
  public void close() {
    on(group::abort);
    on(phones::close);
    on(egress::close);
    loops.close();
    network.close();
    if (!faults.isEmpty()) {
      throw new AssertionError(faults.get(0));
    }
  }
}
