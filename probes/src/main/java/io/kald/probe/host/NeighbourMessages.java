package io.kald.probe.host;

import io.kald.probe.net.Libc;
import org.jspecify.annotations.Nullable;

/**
 * Neighbours in rtnetlink: {@code struct ndmsg {u8 family @0; s32 ifindex @4; u16 state @8; u8
 * flags @10; u8 type @11}}, and the tables they are in: {@code struct ndtmsg {u8 family @0}}.
 */
final class NeighbourMessages {
  private static final int GET_NEIGHBOUR = 30;
  private static final int FIXED_BYTES = 12;
  private static final int NDA_DST = 1;
  private static final int NDA_LLADDR = 2;
  private static final int NDA_CACHEINFO = 3;
  private static final int NDA_MASTER = 9;
  private static final int AF_BRIDGE = 7;
  private static final int MAC_BYTES = 6;

  /** No 48 bits make that number. */
  static final long NO_HARDWARE_ADDRESS = -1;

  /** Of USER_HZ, which is 100 on every machine kald knows. */
  private static final long CLOCK_TICK_NANOS = 10_000_000;

  private static final int NUD_INCOMPLETE = 1;
  private static final int NUD_FAILED = 0x20;

  private static final int NUD_PERMANENT = 0x80;

  private static final int GET_TABLE = 66;
  private static final int TABLE_FIXED_BYTES = 4;
  private static final int NDTA_THRESH3 = 4;
  private static final int NDTA_CONFIG = 5; // struct ndt_config {u16, u16, u32 entries @4 ...}
  private static final int NDTA_STATS = 7; // struct ndt_stats {u64 ... table_fulls @80}
  private static final int ENTRIES_AT = 4;
  private static final int OVERFLOWS_AT = 80;

  private NeighbourMessages() {}

  /** Asks for one. */
  static NetlinkRequest get(NetlinkRequest request, NextHop hop) {
    return request
        .begin(GET_NEIGHBOUR, NetlinkRequest.ONE, FIXED_BYTES)
        .put8(0, hop.family())
        .put32(4, hop.interfaceIndex())
        .add(NDA_DST, hop.address());
  }

  /** The state a message reports. */
  static Neighbour neighbour(NetlinkMessage message) {
    return (message.get16(8) & (NUD_INCOMPLETE | NUD_FAILED)) != 0
        ? Neighbour.UNRESOLVED
        : Neighbour.RESOLVED;
  }

  /** Whether somebody has set the entry for good, so that nobody is asked for it. */
  static boolean isPermanent(NetlinkMessage message) {
    return (message.get16(8) & NUD_PERMANENT) != 0;
  }

  /** How long the entry has been in its state, in nanoseconds; forever where that is missing. */
  static long ageNanos(NetlinkMessage message) {
    // struct nda_cacheinfo {u32 confirmed @0; u32 used @4; u32 updated @8; u32 refcnt @12}
    int found = message.find(FIXED_BYTES, NDA_CACHEINFO);
    return found < 0 || message.lengthAt(found) < 12
        ? Long.MAX_VALUE
        : (message.buffer().getInt(found + 8) & 0xffff_ffffL) * CLOCK_TICK_NANOS;
  }

  /** The 48 bits of the hardware address a message reports, or none of that length. */
  static long hardwareAddress(NetlinkMessage message) {
    int found = message.find(FIXED_BYTES, NDA_LLADDR);
    if (found < 0 || message.lengthAt(found) != MAC_BYTES) {
      return NO_HARDWARE_ADDRESS;
    }
    long address = 0;
    for (int i = 0; i < MAC_BYTES; i++) {
      address = address << 8 | (message.buffer().get(found + i) & 0xff);
    }
    return address;
  }

  /** Asks for what all bridges have learnt, with some of no bridge. */
  static NetlinkRequest forwarding(NetlinkRequest request) {
    return request.begin(GET_NEIGHBOUR, NetlinkRequest.DUMP, FIXED_BYTES).put8(0, AF_BRIDGE);
  }

  /** The bridge whose entry a message reports, or 0. */
  static int bridge(NetlinkMessage message) {
    return message.int32(FIXED_BYTES, NDA_MASTER, 0);
  }

  /** The interface a message is about: of a bridge's entry, the port. */
  static int interfaceIndex(NetlinkMessage message) {
    return message.get32(4);
  }

  /** Asks for the table of a family. */
  static NetlinkRequest table(NetlinkRequest request, int family) {
    return request.begin(GET_TABLE, NetlinkRequest.DUMP, TABLE_FIXED_BYTES).put8(0, family);
  }

  /** The table a message reports; null when it is about one interface's parameters. */
  static @Nullable NeighbourTable table(NetlinkMessage message) {
    int config = message.find(TABLE_FIXED_BYTES, NDTA_CONFIG);
    int statistics = message.find(TABLE_FIXED_BYTES, NDTA_STATS);
    if (config < 0 || statistics < 0) {
      return null;
    }
    return new NeighbourTable(
        message.get8(0) == Libc.AF_INET6,
        message.buffer().getInt(config + ENTRIES_AT) & 0xffff_ffffL,
        message.int32(TABLE_FIXED_BYTES, NDTA_THRESH3, 0) & 0xffff_ffffL,
        message.buffer().getLong(statistics + OVERFLOWS_AT));
  }
}
