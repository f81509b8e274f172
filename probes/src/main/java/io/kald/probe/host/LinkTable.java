package io.kald.probe.host;

import io.kald.probe.host.Link.Loss;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The links of this machine as last reported, and a number that moves whenever routes may lead
 * elsewhere than before. Written by one thread at a time, read by any.
 */
final class LinkTable {
  private final Map<Integer, Link> links = new ConcurrentHashMap<>();
  private final Map<Integer, LinkMtu> mtus = new ConcurrentHashMap<>();
  private final Map<Integer, ArpOff> arpOff = new ConcurrentHashMap<>();
  private final PortTable ports = new PortTable();
  private final AddressLosses addresses = new AddressLosses();
  private final FreshAddresses freshAddresses = new FreshAddresses();
  private final RouteChanges routes = new RouteChanges();
  private final Drops drops = new Drops();
  private final AtomicLong generation = new AtomicLong();
  private volatile long changedNanos;
  private volatile boolean sourcePortRules;

  /** What is known of a link; null for one that was never reported. */
  @Nullable Link get(int index) {
    return links.get(index);
  }

  /** The number in force; a route looked up under another one is to be looked up again. */
  long generation() {
    return generation.get();
  }

  /** Routes, addresses or rules have changed. */
  void changed(long nowNanos) {
    changedNanos = nowNanos;
    generation.incrementAndGet();
  }

  /** When {@link #generation} last moved, monotonic. */
  long changedNanos() {
    return changedNanos;
  }

  /** A link is reported. */
  void report(Link now, long nowNanos) {
    Link before = links.get(now.index());
    links.put(now.index(), before == null ? now.first(nowNanos) : before.become(now, nowNanos));
    if (before == null || !before.carriesLike(now)) {
      changed(nowNanos);
    }
  }

  /** The longest packet a link carries is reported, 0 when it is not known. */
  void reportMtu(int index, int bytes, long nowNanos) {
    if (bytes > 0) {
      mtus.merge(index, LinkMtu.of(bytes), (before, now) -> before.become(bytes, nowNanos));
    }
  }

  /** The longest packet a link has carried all the time since then; no limit when not known. */
  int mtuSince(int index, long nanos) {
    LinkMtu mtu = mtus.get(index);
    return mtu == null ? Integer.MAX_VALUE : mtu.since(nanos);
  }

  /** Whether a link asks for hardware addresses is reported. */
  void reportArp(int index, boolean off, long nowNanos) {
    arpOff.compute(index, (none, before) -> ArpOff.after(before, off, nowNanos));
  }

  /** Whether and when a link asked nobody for hardware addresses; null: it was never reported. */
  @Nullable ArpOff arpOff(int index) {
    return arpOff.get(index);
  }

  /** The same links by the place they have. */
  PortTable ports() {
    return ports;
  }

  /** The addresses this machine has lost. */
  AddressLosses addresses() {
    return addresses;
  }

  /** The IPv6 addresses that were tentative. */
  FreshAddresses freshAddresses() {
    return freshAddresses;
  }

  /** The routes that have changed. */
  RouteChanges routes() {
    return routes;
  }

  /** The interfaces that have dropped what was sent by them. */
  Drops drops() {
    return drops;
  }

  /** A rule looks at source ports: from now on each probe may take a route of its own. */
  void addSourcePortRule() {
    sourcePortRules = true;
  }

  /** Whether there is a rule that looks at source ports, or was one. */
  boolean hasSourcePortRules() {
    return sourcePortRules;
  }

  /** A link is gone. */
  void gone(int index, long nowNanos) {
    ports.gone(index, nowNanos);
    drops.gone(index);
    Link before = links.get(index);
    if (before != null) {
      links.put(
          index,
          new Link(
              index,
              before.name(),
              false,
              false,
              before.resolves(),
              before.losses(),
              Loss.SWITCHED_OFF,
              before.lostNow() ? before.fromNanos() : nowNanos,
              nowNanos));
    }
    changed(nowNanos);
  }
}
