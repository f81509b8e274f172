package io.kald.probe.engine;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeSpec;
import io.kald.probe.name.HostLookup;
import io.kald.probe.name.HostNames;
import io.kald.probe.time.NanoClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks host names up, again and again, on the thread of its lookup: a slow or missing name never
 * holds a loop or another name up. An address that is still among a name's addresses and has a
 * route is kept, so that round robin answers do not move a keepalive.
 */
final class NameBook implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NameBook.class);

  private static final long RECONSIDER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  // deps
  private final HostLookup lookup;
  private final NanoClock clock;
  private final Faults faults;
  private final long everyNanos;
  private final long keepNanos;

  // state
  private final Map<Key, Name> names = new ConcurrentHashMap<>();
  private final Map<String, Key> keyOfWatcher = new ConcurrentHashMap<>();
  private final LongAdder failures = new LongAdder();
  private final AtomicBoolean reconsidering = new AtomicBoolean();
  private volatile boolean closed;

  /**
   * Keeps the address of a name that no longer resolves for {@code keepNanos}: an outage of the
   * name service is no reason to stop probing the servers.
   */
  NameBook(HostLookup lookup, NanoClock clock, Faults faults, long everyNanos, long keepNanos) {
    this.lookup = lookup;
    this.clock = clock;
    this.faults = faults;
    this.everyNanos = everyNanos;
    this.keepNanos = keepNanos;
  }

  /** Lookups that found no address, so far. */
  long failures() {
    return failures.sum();
  }

  /** What is known at once: the host when it is an address itself, or what was found before. */
  String known(ProbeSpec spec) {
    return known(spec.host(), spec.family(), spec.egress());
  }

  /** The same for a host by itself. */
  String known(String host, Family family, Egress egress) {
    if (HostNames.isAddress(host)) {
      return host;
    }
    Name name = names.get(new Key(host, family));
    return name == null ? "" : name.byRoute.getOrDefault(route(egress), "");
  }

  /**
   * Reports the host's address to {@code listener} now and whenever it changes, on the thread of
   * the lookup; empty when the name has none. Hosts that are addresses are never reported.
   */
  void watch(String watcher, ProbeSpec spec, Consumer<String> listener) {
    watch(watcher, spec.host(), spec.family(), spec.egress(), listener);
  }

  /** The same for a host by itself. */
  void watch(String watcher, String host, Family family, Egress egress, Consumer<String> listener) {
    if (HostNames.isAddress(host)) {
      return;
    }
    Key key = new Key(host, family);
    keyOfWatcher.put(watcher, key);
    Name name = names.computeIfAbsent(key, k -> new Name(k, clock.nanoTime()));
    Egress route = route(egress);
    name.watchers.put(watcher, new Watcher(route, listener));
    lookup.thread().execute(() -> begin(name, route, listener));
  }

  /** Tells the watcher nothing any more. */
  void forget(String watcher) {
    Key key = keyOfWatcher.remove(watcher);
    Name name = key == null ? null : names.get(key);
    if (key == null || name == null) {
      return;
    }
    name.watchers.remove(watcher);
    if (name.watchers.isEmpty()) {
      names.remove(key);
    }
  }

  /**
   * This machine's addresses have changed: other addresses of names may be the ones to probe. Any
   * thread; many calls in a short time are as one.
   */
  void reconsider() {
    if (names.isEmpty() || closed || !reconsidering.compareAndSet(false, true)) {
      return;
    }
    try {
      var unused =
          lookup.thread().schedule(this::chooseAgain, RECONSIDER_NANOS, TimeUnit.NANOSECONDS);
    } catch (IllegalStateException | RejectedExecutionException e) {
      if (!closed) { // otherwise it was closed meanwhile
        throw e;
      }
    }
  }

  private void chooseAgain() {
    reconsidering.set(false);
    try {
      names.values().stream().filter(name -> name.addresses.size() > 1).forEach(this::chooseForAll);
    } catch (RuntimeException | LinkageError e) {
      fault(e);
    }
  }

  /** What a look-up that was on its way when this was closed runs into is none. */
  private void fault(Throwable t) {
    if (!closed) {
      faults.report("names", t);
    }
  }

  @Override
  public void close() {
    closed = true;
    lookup.close();
  }

  /** What of an egress decides whether an address has a route. */
  private static Egress route(Egress egress) {
    return new Egress(
        egress.source(), null, egress.device(), Egress.KERNEL, Egress.KERNEL, egress.mark());
  }

  private void begin(Name name, Egress route, Consumer<String> listener) {
    if (!name.begun) {
      name.begun = true;
      refresh(name);
    } else if (!name.addresses.isEmpty()) {
      String known = name.byRoute.get(route);
      if (known == null) {
        choose(name, route);
      } else if (!known.isEmpty()) {
        listener.accept(known);
      }
    }
  }

  private void refresh(Name name) {
    if (closed || names.get(name.key) != name) {
      return;
    }
    CompletableFuture<Void> unused =
        lookup
            .addresses(name.key.host, name.key.family)
            .handle((found, failure) -> ended(name, found, failure));
  }

  private @Nullable Void ended(
      Name name, @Nullable List<InetAddress> found, @Nullable Throwable failure) {
    try {
      if (found != null) {
        found(name, found);
      } else if (cause(failure) instanceof UnknownHostException unknown) {
        notFound(name, unknown);
      } else if (failure != null) {
        fault(cause(failure));
      }
    } catch (RuntimeException | LinkageError e) {
      // Without it the name would never be looked up again.
      fault(e);
    }
    if (!closed) {
      var unused = lookup.thread().schedule(() -> refresh(name), everyNanos, TimeUnit.NANOSECONDS);
    }
    return null;
  }

  private static Throwable cause(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause == null ? new IllegalStateException("a lookup without a result") : cause;
  }

  private void found(Name name, List<InetAddress> addresses) {
    name.goodNanos = clock.nanoTime();
    name.failing = false;
    name.addresses = List.copyOf(addresses);
    chooseForAll(name);
  }

  private void chooseForAll(Name name) {
    name.watchers.values().stream()
        .map(Watcher::route)
        .distinct()
        .forEach(route -> choose(name, route));
  }

  private void choose(Name name, Egress route) {
    String before = name.byRoute.getOrDefault(route, "");
    String chosen = lookup.choose(name.addresses, route, before);
    if (!chosen.equals(before)) {
      tell(name, route, chosen);
    }
  }

  private void notFound(Name name, UnknownHostException e) {
    failures.increment();
    if (!name.failing) {
      name.failing = true;
      log.warn(
          "name does not resolve: host={} kept={} reason={}",
          name.key.host,
          String.join(", ", name.byRoute.values()),
          e.getMessage());
    }
    if (!name.addresses.isEmpty() && clock.nanoTime() - name.goodNanos > keepNanos) {
      name.addresses = List.of();
      List.copyOf(name.byRoute.keySet()).forEach(route -> tell(name, route, ""));
    }
  }

  private static void tell(Name name, Egress route, String address) {
    String before = name.byRoute.getOrDefault(route, "");
    log.info("name resolved: host={} address={} before={}", name.key.host, address, before);
    name.byRoute.put(route, address);
    name.watchers.values().stream()
        .filter(watcher -> watcher.route.equals(route))
        .forEach(watcher -> watcher.listener.accept(address));
  }

  private record Key(String host, Family family) {}

  private record Watcher(Egress route, Consumer<String> listener) {}

  /** One name; written on the thread of the lookup. */
  private static final class Name {
    final Key key;
    final Map<String, Watcher> watchers = new ConcurrentHashMap<>();
    final Map<Egress, String> byRoute = new ConcurrentHashMap<>();
    List<InetAddress> addresses = List.of();
    long goodNanos;
    boolean failing;
    boolean begun;

    Name(Key key, long nowNanos) {
      this.key = key;
      this.goodNanos = nowNanos;
    }
  }
}
