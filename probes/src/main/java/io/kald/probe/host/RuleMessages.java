package io.kald.probe.host;

import org.jspecify.annotations.Nullable;

/**
 * Rules of policy routing in rtnetlink: {@code struct fib_rule_hdr {u8 family @0; u8 dst_len @1; u8
 * src_len @2; u8 tos @3; u8 table @4; u8 action @7; u32 flags @8}}.
 */
final class RuleMessages {
  private static final int NEW_RULE = 32;
  private static final int DELETED_RULE = 33;
  private static final int GET_RULE = 34;
  private static final int FIXED_BYTES = 12;
  private static final int FRA_DST = 1;
  private static final int FRA_SRC = 2;
  private static final int FRA_IIFNAME = 3;
  private static final int FRA_FWMARK = 10;
  private static final int FRA_FWMASK = 16;
  private static final int FRA_OIFNAME = 17;
  private static final int FRA_L3MDEV = 19;
  private static final int FRA_IP_PROTO = 22;
  private static final int FRA_SPORT_RANGE = 23;
  private static final int FRA_DPORT_RANGE = 24;
  private static final int FIB_RULE_INVERT = 2;
  private static final int MOST_PORTS = 0xffff;

  private RuleMessages() {}

  /** Asks for all. */
  static NetlinkRequest all(NetlinkRequest request) {
    return request.begin(GET_RULE, NetlinkRequest.DUMP, FIXED_BYTES);
  }

  /** Whether a message reports a rule that is there, or one that is not any more. */
  static boolean isRule(NetlinkMessage message) {
    return message.type() == NEW_RULE || message.type() == DELETED_RULE;
  }

  /** Whether it is a rule that looks at source ports. */
  static boolean isSourcePortRule(NetlinkMessage message) {
    return isRule(message) && message.find(FIXED_BYTES, FRA_SPORT_RANGE) >= 0;
  }

  /** Whether it leads to the table of the VRF that a packet belongs to. */
  static boolean leadsToVrfs(NetlinkMessage message) {
    return message.find(FIXED_BYTES, FRA_L3MDEV) >= 0;
  }

  /** What the rule is about; everything for one that begins with {@code not}. */
  static AddressBlock destination(NetlinkMessage message) {
    AddressBlock block = isInverted(message) ? null : block(message, FRA_DST, 1);
    return block == null ? AddressBlock.of(message.get8(0), new byte[0], 0) : block;
  }

  /** What else it asks of a packet. */
  static RuleSelectors selectors(NetlinkMessage message) {
    if (isInverted(message)) {
      return RuleSelectors.ANY;
    }
    int mark = message.int32(FIXED_BYTES, FRA_FWMARK, 0);
    int protocol = message.find(FIXED_BYTES, FRA_IP_PROTO);
    int ports = message.find(FIXED_BYTES, FRA_DPORT_RANGE); // struct {u16 start; u16 end}
    return new RuleSelectors(
        block(message, FRA_SRC, 2),
        mark,
        message.int32(FIXED_BYTES, FRA_FWMASK, mark == 0 ? 0 : -1),
        isOfArriving(message),
        message.find(FIXED_BYTES, FRA_OIFNAME) >= 0,
        protocol < 0 ? 0 : message.buffer().get(protocol) & 0xff,
        ports < 0 ? 0 : message.buffer().getShort(ports) & 0xffff,
        ports < 0 ? MOST_PORTS : message.buffer().getShort(ports + 2) & 0xffff);
  }

  private static boolean isInverted(NetlinkMessage message) {
    return (message.get32(8) & FIB_RULE_INVERT) != 0;
  }

  /** What this machine sends has {@code lo} there. */
  private static boolean isOfArriving(NetlinkMessage message) {
    int at = message.find(FIXED_BYTES, FRA_IIFNAME);
    return at >= 0
        && !(message.lengthAt(at) >= 3
            && message.buffer().get(at) == 'l'
            && message.buffer().get(at + 1) == 'o'
            && message.buffer().get(at + 2) == 0);
  }

  private static @Nullable AddressBlock block(NetlinkMessage message, int type, int bitsAt) {
    int at = message.find(FIXED_BYTES, type);
    return at < 0
        ? null
        : AddressBlock.of(message.get8(0), message.bytesAt(at), message.get8(bitsAt));
  }
}
