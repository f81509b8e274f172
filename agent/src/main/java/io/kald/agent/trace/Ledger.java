package io.kald.agent.trace;

import io.kald.agent.trace.TraceLine.Acked;
import io.kald.agent.trace.TraceLine.Alarmed;
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
    return line.<String>match(
        keepAlive -> keepAlive(node, known, atMillis, keepAlive),
        acked -> acked(node, known, acked),
        accepted -> {
          known.opened(accepted.link());
          return "";
        },
        registered -> registered(node, known, atMillis, registered),
        alarmed -> alarmed(node, known, alarmed),
        ipPort -> "",
        gone -> unregistered(node, atMillis, gone));
  }

  private String keepAlive(String node, Links known, long atMillis, KeepAlive line) {
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

  private String acked(String node, Links known, Acked line) {
    String device = known.find(line.link()).device();
    NodeLedger ledger = device.isEmpty() ? null : at(device, node);
    if (ledger != null) {
      ledger.acked();
    }
    return "";
  }

  private String registered(String node, Links known, long atMillis, Registered line) {
    known.find(line.link()).device(line.device());
    NodeLedger ledger = at(line.device(), node);
    if (ledger != null) {
      ledger.registered(atMillis);
    }
    return "";
  }

  private String alarmed(String node, Links known, Alarmed line) {
    known.find(line.link()).device(line.device());
    NodeLedger ledger = line.device().isEmpty() ? null : at(line.device(), node);
    if (ledger != null) {
      ledger.alarmed(line.text());
    }
    return "";
  }

  private String unregistered(String node, long atMillis, Unregistered line) {
    NodeLedger ledger = at(line.device(), node);
    if (ledger != null) {
      ledger.unregistered(atMillis, line.reason());
    }
    return "";
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
}
