package io.kald.agent.trace;

import io.kald.agent.trace.TraceLine.Accepted;
import io.kald.agent.trace.TraceLine.Acked;
import io.kald.agent.trace.TraceLine.Alarmed;
import io.kald.agent.trace.TraceLine.IpPort;
import io.kald.agent.trace.TraceLine.KeepAlive;
import io.kald.agent.trace.TraceLine.Registered;
import io.kald.agent.trace.TraceLine.Unregistered;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all nodes logged of all devices. Who is not named by any line of its connection goes by its
 * address, and gets the name of the only device of that address in the end.
 */
final class Ledger {
  static final int MAX_DEVICES = 100_000;

  // state
  private final Map<String, Map<String, NodeLedger>> devices = new TreeMap<>();
  private final Map<String, Links> links = new HashMap<>();
  private final Map<String, Set<String>> devicesByIp = new HashMap<>();
  private final Set<String> unnamed = new HashSet<>();
  private long leftOut;

  /**
   * Takes a record.
   *
   * @return the name of the device a KeepAlive was booked under; empty when it was none
   */
  String accept(String node, long atMillis, TraceLine line) {
    Links known = links.computeIfAbsent(node, n -> new Links());
    return line.accept(new Booking(node, known, atMillis));
  }

  private @Nullable NodeLedger at(String device, String node) {
    Map<String, NodeLedger> nodes = devices.get(device);
    if (nodes == null) {
      if (devices.size() >= MAX_DEVICES) {
        leftOut++;
        return null;
      }
      nodes = new TreeMap<>();
      devices.put(device, nodes);
    }
    return nodes.computeIfAbsent(node, n -> new NodeLedger());
  }

  /** The traces of a node end. */
  void end(String node, long atMillis) {
    links.remove(node);
    for (Map<String, NodeLedger> nodes : devices.values()) {
      NodeLedger ledger = nodes.get(node);
      if (ledger != null) {
        ledger.end(atMillis);
      }
    }
  }

  /** Names who can be named. After the last node. */
  void nameTheUnnamed() {
    for (String address : unnamed) {
      String ip = address.substring(0, address.lastIndexOf(':'));
      Set<String> owners = devicesByIp.getOrDefault(ip, Set.of());
      Map<String, NodeLedger> named =
          owners.size() == 1 ? devices.get(owners.iterator().next()) : null;
      Map<String, NodeLedger> nodes = named == null ? null : devices.remove(address);
      if (named != null && nodes != null) {
        nodes.forEach(
            (node, ledger) ->
                named.put(named.containsKey(node) ? node + " (" + address + ")" : node, ledger));
      }
    }
  }

  /** Devices, and the nodes that know of each, in the order of their names. */
  Map<String, Map<String, NodeLedger>> devices() {
    return devices;
  }

  /** Records about devices beyond {@link #MAX_DEVICES}. */
  long leftOut() {
    return leftOut;
  }

  long gapCount() {
    return ledgers().stream().mapToLong(NodeLedger::gapCount).sum();
  }

  List<NodeLedger> ledgers() {
    return devices.values().stream().flatMap(nodes -> nodes.values().stream()).toList();
  }

  /** Books one record of a node. */
  private final class Booking implements TraceLine.Visitor<String> {
    private final String node;
    private final Links known;
    private final long atMillis;

    Booking(String node, Links known, long atMillis) {
      this.node = node;
      this.known = known;
      this.atMillis = atMillis;
    }

    @Override
    public String keepAlive(KeepAlive line) {
      Links.Known link = known.find(line.link());
      link.device(line.device());
      String device = link.device();
      if (device.isEmpty()) {
        device = line.link().ip() + ":" + line.link().port();
        unnamed.add(device);
      } else if (devicesByIp.size() < MAX_DEVICES) {
        devicesByIp.computeIfAbsent(line.link().ip(), ip -> new HashSet<>(1)).add(device);
      }
      NodeLedger ledger = at(device, node);
      if (ledger != null && line.backup()) {
        ledger.backup(atMillis);
      } else if (ledger != null) {
        ledger.keepAlive(atMillis);
      }
      return device;
    }

    @Override
    public String acked(Acked line) {
      String device = known.find(line.link()).device();
      NodeLedger ledger = device.isEmpty() ? null : at(device, node);
      if (ledger != null) {
        ledger.acked();
      }
      return "";
    }

    @Override
    public String accepted(Accepted line) {
      known.opened(line.link());
      return "";
    }

    @Override
    public String registered(Registered line) {
      known.find(line.link()).device(line.device());
      NodeLedger ledger = at(line.device(), node);
      if (ledger != null) {
        ledger.registered(atMillis);
      }
      return "";
    }

    @Override
    public String alarmed(Alarmed line) {
      known.find(line.link()).device(line.device());
      NodeLedger ledger = line.device().isEmpty() ? null : at(line.device(), node);
      if (ledger != null) {
        ledger.alarmed(line.text());
      }
      return "";
    }

    @Override
    public String ipPort(IpPort line) {
      return "";
    }

    @Override
    public String unregistered(Unregistered line) {
      NodeLedger ledger = at(line.device(), node);
      if (ledger != null) {
        ledger.unregistered(atMillis, line.reason());
      }
      return "";
    }
  }
}
