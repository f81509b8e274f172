package io.kald.probe.engine;

import io.kald.probe.Family;
import io.kald.probe.ProbeSpec;
import io.kald.probe.time.NanoClock;
import io.netty.util.NetUtil;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks host names up, again and again, on threads of its own: a slow or missing name never holds a
 * loop or another name up. An address that is still among a name's addresses is kept, so that round
 * robin answers do not move a keepalive about.
 */
final class NameBook implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NameBook.class);
  private static final int THREADS = 8;

  // deps
  private final Lookup lookup;
  private final NanoClock clock;
  private final Faults faults;
  private final long everyNanos;
  private final long keepNanos;
  private final ScheduledThreadPoolExecutor threads;

  // state
  private final Map<Key, Name> names = new ConcurrentHashMap<>();
  private final Map<String, Key> keyOfWatcher = new ConcurrentHashMap<>();
  private final LongAdder failures = new LongAdder();

  /**
   * Keeps the address of a name that no longer resolves for {@code keepNanos}: an outage of the
   * name service is no reason to stop asking the servers.
   */
  NameBook(Lookup lookup, NanoClock clock, Faults faults, long everyNanos, long keepNanos) {
    this.lookup = lookup;
    this.clock = clock;
    this.faults = faults;
    this.everyNanos = everyNanos;
    this.keepNanos = keepNanos;
    this.threads = new ScheduledThreadPoolExecutor(THREADS, NameBook::daemonThread);
    threads.setRemoveOnCancelPolicy(true);
  }

  /** Lookups that found no address, so far. */
  long failures() {
    return failures.sum();
  }

  /** What is known at once: the host when it is an address itself, or what was found before. */
  String known(ProbeSpec spec) {
    return known(spec.host(), spec.family());
  }

  /** The same for a host by itself. */
  String known(String host, Family family) {
    if (isAddress(host)) {
      return host;
    }
    Name name = names.get(new Key(host, family));
    return name == null ? "" : name.address;
  }

  /**
   * Tells {@code listener} the host's address now and whenever it changes, on a thread of this
   * book; empty when the name has none. Hosts that are addresses are never told.
   */
  void watch(String watcher, ProbeSpec spec, Consumer<String> listener) {
    watch(watcher, spec.host(), spec.family(), listener);
  }

  /** The same for a host by itself. */
  void watch(String watcher, String host, Family family, Consumer<String> listener) {
    if (isAddress(host)) {
      return;
    }
    Key key = new Key(host, family);
    keyOfWatcher.put(watcher, key);
    Name name = names.computeIfAbsent(key, this::begin);
    name.listeners.put(watcher, listener);
    if (name.task == null) {
      name.task =
          threads.scheduleWithFixedDelay(() -> refresh(name), 0, everyNanos, TimeUnit.NANOSECONDS);
    } else if (!name.address.isEmpty()) {
      listener.accept(name.address);
    }
  }

  /** Tells the watcher nothing any more. */
  void forget(String watcher) {
    Key key = keyOfWatcher.remove(watcher);
    Name name = key == null ? null : names.get(key);
    if (key == null || name == null) {
      return;
    }
    name.listeners.remove(watcher);
    if (name.listeners.isEmpty()) {
      names.remove(key);
      if (name.task != null) {
        name.task.cancel(false);
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private Name begin(Key key) {
    return new Name(key, clock.nanoTime());
  }

  private void refresh(Name name) {
    try {
      found(name, lookup.addresses(name.key.host, name.key.family));
    } catch (UnknownHostException e) {
      notFound(name, e);
    } catch (RuntimeException e) {
      // A task that throws would never be run again.
      faults.report("names", e);
    }
  }

  private void found(Name name, List<String> addresses) throws UnknownHostException {
    if (addresses.isEmpty()) {
      throw new UnknownHostException(name.key.host + ": no " + name.key.family + " address");
    }
    name.goodNanos = clock.nanoTime();
    name.failing = false;
    if (!addresses.contains(name.address)) {
      tell(name, addresses.get(0));
    }
  }

  private void notFound(Name name, UnknownHostException e) {
    failures.increment();
    if (!name.failing) {
      name.failing = true;
      log.warn(
          "name does not resolve: host={} kept={} reason={}",
          name.key.host,
          name.address,
          e.getMessage());
    }
    if (!name.address.isEmpty() && clock.nanoTime() - name.goodNanos > keepNanos) {
      tell(name, "");
    }
  }

  private static void tell(Name name, String address) {
    log.info("name resolved: host={} address={} before={}", name.key.host, address, name.address);
    name.address = address;
    name.listeners.values().forEach(listener -> listener.accept(address));
  }

  private static boolean isAddress(String host) {
    return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
  }

  private static Thread daemonThread(Runnable task) {
    Thread thread = new Thread(task, "kald-names");
    thread.setDaemon(true);
    return thread;
  }

  /** Asks the name service; may block. */
  @FunctionalInterface
  interface Lookup {
    /** The host's numeric addresses of the family, best first. */
    List<String> addresses(String host, Family family) throws UnknownHostException;
  }

  private record Key(String host, Family family) {}

  /** One name; written by its own task, one run at a time. */
  private static final class Name {
    final Key key;
    final Map<String, Consumer<String>> listeners = new ConcurrentHashMap<>();
    volatile String address = "";
    volatile @Nullable ScheduledFuture<?> task;
    long goodNanos;
    boolean failing;

    Name(Key key, long nowNanos) {
      this.key = key;
      this.goodNanos = nowNanos;
    }
  }
}
