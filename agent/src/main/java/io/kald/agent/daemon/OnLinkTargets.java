package io.kald.agent.daemon;

import io.kald.agent.config.Config;
import io.kald.probe.Egress;
import io.kald.probe.Keepalive;
import io.kald.probe.ProbeSpec;
import io.kald.probe.address.IpText;
import io.kald.probe.host.EgressPath;
import io.kald.probe.host.NeighbourDemand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a configuration asks of this machine's neighbour tables. */
final class OnLinkTargets {
  private OnLinkTargets() {}

  private record Target(String address, Egress egress) {}

  /** Sentences for an operator; names are not looked up, and phones keep one connection each. */
  static List<String> warnings(Config config) {
    Set<Target> targets = new HashSet<>();
    for (Keepalive keepalive : config.keepalives()) {
      ProbeSpec probe = keepalive.probe();
      if (IpText.bytes(probe.host()) != null) {
        targets.add(new Target(probe.host(), probe.egress()));
      }
    }
    List<EgressPath> paths = new ArrayList<>(targets.size());
    targets.forEach(target -> paths.add(EgressPath.to(target.address, target.egress)));
    return NeighbourDemand.warnings(paths);
  }
}
