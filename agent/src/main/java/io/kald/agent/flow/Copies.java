package io.kald.agent.flow;

import io.kald.agent.pcap.Content;
import io.kald.agent.pcap.Packet;

/**
 * Recognises the second sight of a packet: a capture of all interfaces shows a packet once per
 * interface, and on loopback once as sent and once as received. Remembers the last packets by a
 * hash of what tells them apart; one that a later packet with the same place displaced is not
 * recognised.
 */
final class Copies {
  private static final int REMEMBERED = 1 << 13;
  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  // deps
  private final long withinNanos;

  // state
  private final long[] hashes = new long[REMEMBERED];
  private final long[] times = new long[REMEMBERED];
  private final int[] places = new int[REMEMBERED];

  /**
   * Remembers nothing yet.
   *
   * @param withinNanos how far apart copies may be; 0 for no copies at all
   */
  Copies(long withinNanos) {
    this.withinNanos = withinNanos;
  }

  /** Whether the same packet was seen at another place just before. */
  boolean isCopy(Packet packet) {
    if (!packet.severalPlaces() || withinNanos == 0) {
      return false;
    }
    long hash = hash(packet);
    int at = (int) (hash >>> 40) & (REMEMBERED - 1);
    boolean copy =
        hashes[at] == hash
            && places[at] != packet.place()
            && Math.abs(packet.atNanos() - times[at]) <= withinNanos;
    if (!copy) {
      hashes[at] = hash;
      times[at] = packet.atNanos();
      places[at] = packet.place();
    }
    return copy;
  }

  private static long hash(Packet packet) {
    long hash = mix(packet.sourceLow() + packet.sourceHigh() * 31, packet.targetLow());
    hash = mix(hash, packet.targetHigh() ^ (long) packet.ipId() << 32 ^ packet.payloadLength());
    if (packet.content() == Content.TCP) {
      hash = mix(hash, (long) packet.ports() << 8 ^ packet.flags());
      return mix(hash, (long) packet.sequence() << 32 ^ (packet.acknowledgement() & 0xFFFF_FFFFL));
    }
    return mix(hash, (long) packet.echo() << 16 ^ packet.icmpType() << 8 ^ packet.icmpCode());
  }

  private static long mix(long hash, long value) {
    long mixed = (hash ^ value) * MIX;
    return mixed ^ (mixed >>> 29);
  }
}
