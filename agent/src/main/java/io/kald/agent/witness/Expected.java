package io.kald.agent.witness;

import io.kald.agent.audit.OnWire;
import io.kald.probe.Keepalive;
import io.kald.probe.Monitored;
import io.kald.probe.Phone;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PortRange;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Rule;
import io.kald.probe.Wire;
import io.kald.probe.Wire.Transport;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** What the keepalives in force let expect on the wire. Confined to one thread. */
final class Expected {
  /** A probe that may take longer is only confirmed, never denied. */
  static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(75);

  private static final int MOST_ECHOES = 1 << 17;

  // state
  private final Map<String, Monitored> monitored = new HashMap<>();
  private final Set<ProbeKey> echoes = new HashSet<>();
  private final SortedSet<Integer> ports = new TreeSet<>();
  private final Set<Integer> sccpPorts = new HashSet<>();
  private final Map<Integer, PortRange> ownPorts = new HashMap<>();
  private long longestNanos;
  private boolean stale = true;

  void add(Monitored one) {
    monitored.put(one.name(), one);
    stale = true;
  }

  void remove(Monitored one) {
    monitored.remove(one.name());
    stale = true;
  }

  /** A probe was asked; from now on packets with this key are known to be of kald's. */
  void asked(ProbeKey key) {
    if (key.kind().equals("icmp") && echoes.size() < MOST_ECHOES) {
      echoes.add(key);
    }
  }

  /** TCP ports of targets and nodes. */
  SortedSet<Integer> ports() {
    refresh();
    return ports;
  }

  /** TCP ports of nodes without TLS. */
  Set<Integer> sccpPorts() {
    refresh();
    return sccpPorts;
  }

  /** How long a probe may take at most, up to {@link #LONGEST_NANOS}. */
  long longestNanos() {
    refresh();
    return longestNanos;
  }

  /**
   * Whether nobody else can have sent this: an echo with an identifier of kald's, or a connection
   * from the range of ports that a keepalive has to itself.
   */
  boolean onlyOurs(ProbeKey key, OnWire seen) {
    refresh();
    PortRange range = ownPorts.get(key.target().port());
    return key.kind().equals("icmp")
        ? echoes.contains(key)
        : range != null && key.sourcePort() >= range.first() && key.sourcePort() <= range.last();
  }

  private void refresh() {
    if (!stale) {
      return;
    }
    stale = false;
    ports.clear();
    sccpPorts.clear();
    ownPorts.clear();
    longestNanos = TimeUnit.SECONDS.toNanos(1);
    monitored.values().forEach(this::take);
  }

  private void take(Monitored one) {
    Rule rule = one instanceof Keepalive keepalive ? keepalive.rule() : Rule.DEFAULT;
    long timeout =
        Math.max(rule.timeoutNanos(rule.frequencyNanos()), rule.timeoutNanos(rule.retryNanos()));
    longestNanos = Math.max(longestNanos, Math.min(LONGEST_NANOS, timeout));
    if (one instanceof Phone phone) {
      take(phone.spec());
    } else if (one instanceof Keepalive keepalive) {
      take(keepalive.probe());
    }
  }

  private void take(ProbeSpec probe) {
    Wire wire = probe.wire();
    if (wire.transport() != Transport.TCP) {
      return;
    }
    ports.add(wire.port());
    PortRange own = probe.egress().sourcePorts();
    if (own != null && wire.firstPacketAnswers()) {
      ownPorts.put(wire.port(), own);
    }
  }

  private void take(PhoneSpec phone) {
    List<PhoneNode> nodes = phone.allNodes();
    nodes.forEach(node -> ports.add(node.port()));
    if (phone.tls() == null) {
      nodes.forEach(node -> sccpPorts.add(node.port()));
    }
  }
}
