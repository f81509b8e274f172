package io.kald.probe.icmp;

import io.kald.probe.Egress;

/** What decides which socket a probe leaves by. */
record OutletKey(IcmpVersion version, Egress egress, boolean dontFragment) {
  /** Source ports mean nothing to ICMP and shall not multiply sockets. */
  static OutletKey of(IcmpVersion version, Egress egress, boolean dontFragment) {
    return new OutletKey(
        version,
        new Egress(
            egress.source(), null, egress.device(), egress.dscp(), egress.ttl(), egress.mark()),
        dontFragment);
  }
}
