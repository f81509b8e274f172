package io.kald.probe.icmp;

import io.kald.probe.Reason;

/** What types and codes of ICMP errors mean. */
final class IcmpErrors {
  private IcmpErrors() {}

  /** The reason an error of that type and code gives. */
  static Reason reason(IcmpVersion version, int type, int code) {
    return version == IcmpVersion.V4 ? v4(type, code) : v6(type, code);
  }

  // RFC 792, 1122 (codes 6 to 12) and 1812 (13 to 15).
  private static Reason v4(int type, int code) {
    if (type == 11 && code == 0) {
      return Reason.TTL_EXCEEDED;
    }
    if (type != 3) {
      return Reason.OTHER_ICMP_ERROR;
    }
    return switch (code) {
      case 0, 6, 11 -> Reason.NET_UNREACHABLE;
      case 1, 7, 12 -> Reason.HOST_UNREACHABLE;
      case 2 -> Reason.PROTOCOL_UNREACHABLE;
      case 3 -> Reason.PORT_UNREACHABLE;
      case 4 -> Reason.FRAGMENTATION_NEEDED;
      case 9, 10, 13 -> Reason.ADMIN_PROHIBITED;
      default -> Reason.OTHER_ICMP_ERROR;
    };
  }

  // RFC 4443; codes 5 and 6 of type 1 refine code 1.
  private static Reason v6(int type, int code) {
    return switch (type << 8 | code) {
      case 0x100, 0x102 -> Reason.NET_UNREACHABLE;
      case 0x101, 0x105, 0x106 -> Reason.ADMIN_PROHIBITED;
      case 0x103 -> Reason.HOST_UNREACHABLE;
      case 0x104 -> Reason.PORT_UNREACHABLE;
      case 0x200 -> Reason.FRAGMENTATION_NEEDED;
      case 0x300 -> Reason.TTL_EXCEEDED;
      case 0x401 -> Reason.PROTOCOL_UNREACHABLE;
      default -> Reason.OTHER_ICMP_ERROR;
    };
  }
}
