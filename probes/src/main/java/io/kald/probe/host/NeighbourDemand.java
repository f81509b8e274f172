package io.kald.probe.host;

import io.kald.probe.net.Libc;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many entries of the neighbour tables a set of targets needs. */
public final class NeighbourDemand {
  /** Part of the limit above which a table is warned of: others use it too. */
  private static final int WARN_PERCENT = 80;

  private final Map<Integer, Link> links = new HashMap<>();
  private final HostQueries queries;

  private NeighbourDemand(HostQueries queries) {
    this.queries = queries;
  }

  /**
   * A sentence for each table that has hardly room for the next hops of these paths, in the network
   * namespace of the calling thread. Any thread.
   *
   * @return empty too where the kernel does not report its tables
   */
  public static List<String> warnings(Collection<EgressPath> paths) {
    Netlink netlink = Libc.available() ? Netlink.open(0) : null;
    if (netlink == null) {
      return List.of();
    }
    try (HostQueries queries = new HostQueries(netlink)) {
      return new NeighbourDemand(queries).warningsOf(paths);
    }
  }

  private List<String> warningsOf(Collection<EgressPath> paths) {
    List<String> warnings = new ArrayList<>();
    for (int family : new int[] {Libc.AF_INET, Libc.AF_INET6}) {
      NeighbourTable table = queries.table(family);
      // What cannot be too many is not looked at one by one.
      int entries = table == null || !tooMany(paths.size(), table) ? 0 : hops(paths, family);
      if (table != null && tooMany(entries, table)) {
        warnings.add(warning(entries, table));
      }
    }
    return warnings;
  }

  private static boolean tooMany(int entries, NeighbourTable table) {
    return entries * 100L > table.limit() * WARN_PERCENT;
  }

  private static String warning(int entries, NeighbourTable table) {
    return ("%d targets on this machine's links need entries of the %s neighbour table, which holds"
            + " %d for the whole machine; those without an entry are not probed: raise %s")
        .formatted(entries, table.family(), table.limit(), table.sysctl());
  }

  private int hops(Collection<EgressPath> paths, int family) {
    Set<NextHop> hops = new HashSet<>();
    for (EgressPath path : paths) {
      Route route = queries.route(path);
      if (route != null && route.errno() == 0 && resolves(route.interfaceIndex())) {
        NextHop gateway = route.gateway();
        NextHop hop =
            gateway == null
                ? new NextHop(route.interfaceIndex(), path.family(), path.target())
                : gateway;
        if (hop.family() == family) {
          hops.add(hop);
        }
      }
    }
    return hops.size();
  }

  private boolean resolves(int index) {
    Link link = links.get(index);
    if (link == null) {
      link = queries.link(index);
      if (link != null) {
        links.put(index, link);
      }
    }
    return link != null && link.resolves();
  }
}
