package io.kald.probe.tcp;

/**
 * Source ports for one target.
 *
 * @param limit ports that may be used: the size of the own range, or of the kernel's without its
 *     reserved ones
 * @param inUse ports taken by the outstanding probe and by connections closed with FIN in the last
 *     60 s (TIME_WAIT), unless the kernel lets those be used again; never above the limit
 * @param quarantined ports held to be ill
 */
public record PortBudget(int limit, int inUse, int quarantined) {
  /** Ports left for the next probe, at least 0. */
  public int free() {
    return Math.max(0, limit - inUse - quarantined);
  }
}
