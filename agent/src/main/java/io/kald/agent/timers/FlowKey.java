package io.kald.agent.timers;

import io.kald.agent.flow.Endpoint;
import io.kald.agent.pcap.Addresses;

/**
 * Who a packet is from and to.
 *
 * @param version 4 or 6
 * @param protocol IP protocol, {@link #TCP} or {@link #UDP}
 * @param sourceHigh high half of the address; 0 for IPv4
 * @param sourceLow low half of the address
 * @param sourcePort 0 to 65535
 * @param targetHigh as the source's
 * @param targetLow as the source's
 * @param targetPort 0 to 65535
 */
public record FlowKey(
    int version,
    int protocol,
    long sourceHigh,
    long sourceLow,
    int sourcePort,
    long targetHigh,
    long targetLow,
    int targetPort) {
  /** IP protocol. */
  public static final int TCP = 6;

  /** IP protocol. */
  public static final int UDP = 17;

  private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

  /**
   * A record's own hash adds its fields up: neighbouring addresses with neighbouring ports, which
   * captures are full of, then fall together.
   */
  @Override
  public int hashCode() {
    long hash = (sourceLow ^ Long.rotateLeft(sourceHigh, 17)) * GOLDEN + sourcePort;
    hash = (hash ^ targetLow ^ Long.rotateLeft(targetHigh, 17)) * GOLDEN + targetPort;
    hash = (hash ^ hash >>> 29) * GOLDEN + protocol;
    return (int) (hash >>> 32);
  }

  /** The other direction. */
  FlowKey reversed() {
    return new FlowKey(
        version, protocol, targetHigh, targetLow, targetPort, sourceHigh, sourceLow, sourcePort);
  }

  /** The same for both directions. */
  FlowKey ordered() {
    return inOrder() ? this : reversed();
  }

  private boolean inOrder() {
    int byPort = Integer.compare(sourcePort, targetPort);
    int byLow = byPort != 0 ? byPort : Long.compare(sourceLow, targetLow);
    return (byLow != 0 ? byLow : Long.compare(sourceHigh, targetHigh)) <= 0;
  }

  /** Where it comes from. */
  public Endpoint source() {
    return new Endpoint(Addresses.text(version, sourceHigh, sourceLow), sourcePort);
  }

  /** Where it goes. */
  public Endpoint target() {
    return new Endpoint(Addresses.text(version, targetHigh, targetLow), targetPort);
  }
}
