package io.kald.probe.host;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The links of this machine by the place they have. Written by one thread at a time, read by any.
 */
final class PortTable {
  private final Map<Integer, Port> links = new ConcurrentHashMap<>();
  private final Map<Integer, Map<Integer, Port>> byMaster = new ConcurrentHashMap<>();

  /** A link by its number; null for one that is not there. */
  @Nullable Port get(int index) {
    return links.get(index);
  }

  /** The ports of a bridge, with those that were taken out of it. */
  Collection<Port> of(int master) {
    Map<Integer, Port> ports = byMaster.get(master);
    return ports == null ? List.of() : ports.values();
  }

  /** A link is reported. */
  void report(Port now, long nowNanos) {
    Port before = links.get(now.index());
    if (before != null && before.master() != 0 && before.master() != now.master()) {
      ports(before.master()).put(before.index(), before.takenOut(nowNanos));
    }
    Port inPlace = now.master() == 0 ? before : ports(now.master()).get(now.index());
    boolean samePlace = inPlace != null && inPlace.master() == now.master();
    Port known = samePlace && inPlace != null ? inPlace.become(now, nowNanos) : now.first(nowNanos);
    links.put(now.index(), known);
    if (now.master() != 0) {
      ports(now.master()).put(now.index(), known);
    }
  }

  private Map<Integer, Port> ports(int master) {
    return byMaster.computeIfAbsent(master, none -> new ConcurrentHashMap<>());
  }

  /**
   * A link does not exist any more. With the end of a veth pair or a tap a container or a virtual
   * machine has ended: that is theirs. Another one is missed where it was.
   */
  void gone(int index, long nowNanos) {
    Port before = links.remove(index);
    byMaster.remove(index);
    for (Map<Integer, Port> ports : byMaster.values()) {
      Port port = ports.get(index);
      if (port != null && !port.leadsOut()) {
        ports.remove(index);
      } else if (port != null && before != null) {
        ports.put(index, port.takenOut(nowNanos));
      }
    }
  }
}
