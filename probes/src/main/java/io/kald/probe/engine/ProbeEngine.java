package io.kald.probe.engine;

import io.kald.probe.Family;
import io.kald.probe.Keepalive;
import io.kald.probe.Monitored;
import io.kald.probe.Phone;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.Prober;
import io.kald.probe.phone.link.PhoneSecurity;
import io.kald.probe.schedule.Stagger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Keeps the wanted keepalives running. Called by one thread at a time (the daemon's main thread);
 * everything of one keepalive happens on one loop, to which this class only hands work.
 */
public final class ProbeEngine implements AutoCloseable {
  /** First probes leave at most this fast, so that a start is not a flood. */
  private static final long START_SPACING_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  /** A loop that hands nothing over for so long hangs; a reload does not wait for it. */
  private static final Duration HANDOVER_PATIENCE = Duration.ofSeconds(5);

  // deps
  private final List<EngineLoop> loops;
  private final NameBook names;
  private final Runnable release;

  // state
  private final Map<String, Monitored> running = new HashMap<>();

  ProbeEngine(List<EngineLoop> loops, NameBook names, Runnable release) {
    this.loops = List.copyOf(loops);
    this.names = names;
    this.release = release;
  }

  /**
   * Stops what is gone, starts what is new, changes what is changed, touches nothing else: an
   * unchanged keepalive keeps its phase, streak and counters. One whose rule alone changed keeps
   * its state, its streak and its counters. Waits for the loops when services go from one keepalive
   * to another.
   *
   * @throws IllegalArgumentException when two keepalives have the same name; nothing has changed
   *     then
   */
  public Difference apply(Collection<? extends Monitored> wanted) {
    Map<String, Monitored> byName = new LinkedHashMap<>();
    for (Monitored one : wanted) {
      if (byName.put(one.name(), one) != null) {
        throw new IllegalArgumentException("keepalive: " + one.name() + " (expected: once)");
      }
    }
    List<String> gone = running.keySet().stream().filter(n -> !byName.containsKey(n)).toList();
    Handover handover =
        Handover.between(running.values(), byName.values(), ProbeEngine::startsAgain);
    detach(handover);
    gone.forEach(name -> stop(name, handover));
    List<Monitored> fresh = new ArrayList<>();
    List<Monitored> moved = new ArrayList<>();
    int changed = 0;
    int unchanged = 0;
    for (Monitored one : byName.values()) {
      Monitored before = running.get(one.name());
      if (before == null) {
        fresh.add(one);
      } else if (before.equals(one)) {
        unchanged++;
      } else {
        change(before, one, changed++, handover, moved);
      }
    }
    moved.forEach(one -> start(one, 0, handover));
    startAll(fresh, handover);
    return new Difference(fresh.size(), changed, gone.size(), unchanged);
  }

  /**
   * Shows each loop's keepalives and their probers to a visitor of the loop's own, on that loop,
   * and waits for all loops.
   *
   * @param visitors makes a visitor for each loop, on that loop
   * @return the visitors of the loops that were done in time; nothing touches them any more
   */
  public <V extends BiConsumer<Keepalive, Prober>> List<V> visit(
      Supplier<V> visitors, Duration patience) {
    Queue<V> ended = new ConcurrentLinkedQueue<>();
    CountDownLatch done = new CountDownLatch(loops.size());
    for (EngineLoop loop : loops) {
      loop.executor().execute(() -> visitThen(loop, visitors, ended, done));
    }
    await(done, patience);
    return List.copyOf(ended);
  }

  /**
   * Waits until each loop has done what it was handed before this call.
   *
   * @return false when a loop has not after {@code patience}
   */
  public boolean settle(Duration patience) {
    CountDownLatch done = new CountDownLatch(loops.size());
    for (EngineLoop loop : loops) {
      loop.executor().execute(done::countDown);
    }
    return await(done, patience);
  }

  /** Lookups of host names that found no address, so far. */
  public long nameFailures() {
    return names.failures();
  }

  /**
   * How late the schedule is on the loop that is behind most; each loop is asked on its own thread.
   *
   * @param patience how long they may take to answer; a loop that does not is that late
   * @return nanoseconds; 0 when everything that was due has begun
   */
  public long behindNanos(Duration patience) {
    AtomicLong most = new AtomicLong();
    CountDownLatch done = new CountDownLatch(loops.size());
    for (EngineLoop loop : loops) {
      loop.executor()
          .execute(
              () -> {
                most.accumulateAndGet(loop.core().behindNanos(), Math::max);
                done.countDown();
              });
    }
    return await(done, patience) ? most.get() : Math.max(most.get(), patience.toNanos());
  }

  /**
   * Drops outstanding probes, unregisters phones and stops the loops; no event comes after it has
   * returned.
   */
  @Override
  public void close() {
    names.close();
    CountDownLatch done = new CountDownLatch(loops.size());
    for (EngineLoop loop : loops) {
      loop.executor().execute(() -> closeThen(loop, done));
    }
    await(done, closePatience());
    release.run();
  }

  private static <V extends BiConsumer<Keepalive, Prober>> void visitThen(
      EngineLoop loop, Supplier<V> visitors, Queue<V> ended, CountDownLatch done) {
    try {
      V visitor = visitors.get();
      loop.core().visit(visitor);
      ended.add(visitor);
    } finally {
      done.countDown();
    }
  }

  private static void closeThen(EngineLoop loop, CountDownLatch done) {
    try {
      loop.core().close(done::countDown);
    } catch (RuntimeException | LinkageError e) {
      done.countDown();
      throw e;
    }
  }

  /** Phones say goodbye, and their nodes may take their time to answer. */
  private Duration closePatience() {
    Duration longest = Duration.ofSeconds(5);
    for (Monitored one : running.values()) {
      if (one instanceof Phone phone) {
        Duration its = Duration.ofNanos(phone.spec().timers().unregisterNanos()).plusSeconds(1);
        longest = its.compareTo(longest) > 0 ? its : longest;
      }
    }
    return longest;
  }

  private static boolean await(CountDownLatch done, Duration patience) {
    try {
      return done.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Lets every loop write down what it knows of the services that move. */
  private void detach(Handover handover) {
    if (handover.isEmpty()) {
      return;
    }
    for (Monitored one : running.values()) {
      if (one.services().stream().anyMatch(s -> handover.moving().contains(s.name()))) {
        EngineLoop loop = loopOf(one);
        loop.executor().execute(() -> loop.core().detach(one.name(), handover));
      }
    }
    settle(HANDOVER_PATIENCE);
  }

  private static long spaced(int place, Keepalive keepalive) {
    return (place * START_SPACING_NANOS) % keepalive.rule().frequencyNanos();
  }

  private void startAll(List<Monitored> fresh, Handover handover) {
    int phones = (int) fresh.stream().filter(Phone.class::isInstance).count();
    for (int i = 0; i < fresh.size(); i++) {
      Monitored one = fresh.get(i);
      running.put(one.name(), one);
      long delayNanos =
          one instanceof Keepalive keepalive
              ? spaced(i, keepalive)
              : FirstRegistrations.delayNanos(one.name(), phones);
      start(one, delayNanos, handover);
    }
  }

  private void start(Monitored one, long delayNanos, Handover handover) {
    if (one instanceof Phone phone) {
      start(phone, delayNanos, handover);
    } else if (one instanceof Keepalive keepalive) {
      EngineLoop loop = loopOf(keepalive);
      String address = names.known(keepalive.probe());
      loop.executor().execute(() -> loop.core().add(keepalive, delayNanos, address, handover));
      watch(loop, keepalive);
    }
  }

  private void start(Phone phone, long delayNanos, Handover handover) {
    EngineLoop loop = loopOf(phone);
    String name = phone.name();
    PhoneSpec spec = phone.spec();
    List<PhoneNode> nodes = spec.allNodes();
    List<String> known =
        nodes.stream().map(node -> names.known(node.host(), Family.ANY, spec.egress())).toList();
    PhoneSecurity security = PhoneSecurity.of(spec.tls());
    loop.executor()
        .execute(() -> loop.core().groups().add(phone, security, known, delayNanos, handover));
    for (int i = 0; i < nodes.size(); i++) {
      int place = i;
      names.watch(
          watcher(name, place),
          nodes.get(place).host(),
          Family.ANY,
          spec.egress(),
          address ->
              loop.executor().execute(() -> loop.core().groups().address(name, place, address)));
    }
  }

  private void stop(String name, Handover handover) {
    Monitored before = running.remove(name);
    if (before != null) {
      stop(before, handover);
    }
  }

  private void stop(Monitored before, Handover handover) {
    String name = before.name();
    EngineLoop loop = loopOf(before);
    if (before instanceof Phone phone) {
      for (int place = 0; place < phone.spec().allNodes().size(); place++) {
        names.forget(watcher(name, place));
      }
      loop.executor().execute(() -> loop.core().groups().remove(name, handover));
    } else {
      names.forget(name);
      loop.executor().execute(() -> loop.core().remove(name, handover));
    }
  }

  /** Names of keepalives hold no line breaks, so this is nobody else's. */
  private static String watcher(String name, int place) {
    return name + "\n" + place;
  }

  /**
   * Changes what runs. A phone that becomes another is only stopped, and added to {@code moved}:
   * its new device may be the one that the next phone gives up.
   *
   * @param place among those that change
   */
  private void change(
      Monitored before, Monitored after, int place, Handover handover, List<Monitored> moved) {
    running.put(after.name(), after);
    if (startsAgain(before, after)) {
      stop(before, handover);
      moved.add(after);
    } else if (after instanceof Phone phone) {
      EngineLoop loop = loopOf(after);
      loop.executor().execute(() -> loop.core().groups().services(phone, handover));
    } else if (before instanceof Keepalive was && after instanceof Keepalive is) {
      change(was, is, spaced(place, is), handover);
    }
  }

  private void change(Keepalive before, Keepalive after, long delayNanos, Handover handover) {
    EngineLoop loop = loopOf(after);
    if (before.probe().equals(after.probe())) {
      loop.executor().execute(() -> loop.core().change(after, delayNanos, "", handover));
      return;
    }
    String address = names.known(after.probe());
    names.forget(after.name());
    loop.executor().execute(() -> loop.core().change(after, delayNanos, address, handover));
    watch(loop, after);
  }

  /** Whether one is stopped and the other started: a phone cannot be registered as another one. */
  private static boolean startsAgain(Monitored before, Monitored after) {
    if (before instanceof Phone was && after instanceof Phone is) {
      return !was.spec().registersAs(is.spec());
    }
    return before instanceof Phone || after instanceof Phone;
  }

  /** After the keepalive was handed to its loop, so that no address arrives before it. */
  private void watch(EngineLoop loop, Keepalive keepalive) {
    String name = keepalive.name();
    names.watch(
        name,
        keepalive.probe(),
        address -> loop.executor().execute(() -> loop.core().address(name, address)));
  }

  /** A phone's loop is its device's: one that follows another of the same name waits for it. */
  private EngineLoop loopOf(Monitored one) {
    String name = one instanceof Phone phone ? phone.spec().device().name() : one.name();
    long place = Stagger.phaseNanos(name, loops.size(), 1);
    return loops.get((int) place);
  }

  /** What {@link #apply} did. */
  public record Difference(int added, int changed, int removed, int unchanged) {}
}
