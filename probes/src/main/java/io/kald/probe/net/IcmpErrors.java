package io.kald.probe.net;

import io.kald.probe.Reason;

/** What an ICMP error's type and code say about the target: RFC 792, 1122, 1812, 4443. */
public final class IcmpErrors {
  private static final int V4_UNREACHABLE = 3;
  private static final int V4_TIME_EXCEEDED = 11;
  private static final int V6_UNREACHABLE = 1;
  private static final int V6_TOO_BIG = 2;
  private static final int V6_TIME_EXCEEDED = 3;
  private static final int V6_PARAMETER_PROBLEM = 4;

  /** What follows the numbers of such an error in a text, see {@link #isBeyondScope}. */
  public static final String BEYOND_SCOPE = ": beyond scope of source address";

  private IcmpErrors() {}

  /** The reason an ICMPv4 error stands for. */
  public static Reason reasonV4(int type, int code) {
    return switch (type) {
      case V4_UNREACHABLE -> unreachableV4(code);
      case V4_TIME_EXCEEDED -> Reason.TTL_EXCEEDED;
      default -> Reason.OTHER_ICMP_ERROR;
    };
  }

  private static Reason unreachableV4(int code) {
    return switch (code) {
      case 0, 6, 11 -> Reason.NET_UNREACHABLE;
      case 1, 5, 7, 8, 12 -> Reason.HOST_UNREACHABLE;
      case 2 -> Reason.PROTOCOL_UNREACHABLE;
      case 3 -> Reason.PORT_UNREACHABLE;
      case 4 -> Reason.FRAGMENTATION_NEEDED;
      case 9, 10, 13, 14, 15 -> Reason.ADMIN_PROHIBITED;
      default -> Reason.OTHER_ICMP_ERROR;
    };
  }

  /** The reason an ICMPv6 error stands for. */
  public static Reason reasonV6(int type, int code) {
    return switch (type) {
      case V6_UNREACHABLE -> unreachableV6(code);
      case V6_TOO_BIG -> Reason.FRAGMENTATION_NEEDED;
      case V6_TIME_EXCEEDED -> Reason.TTL_EXCEEDED;
      case V6_PARAMETER_PROBLEM ->
          code == 1 ? Reason.PROTOCOL_UNREACHABLE : Reason.OTHER_ICMP_ERROR;
      default -> Reason.OTHER_ICMP_ERROR;
    };
  }

  /** Whether an ICMPv6 error is "beyond scope of source address": about this machine's own. */
  public static boolean isBeyondScope(int type, int code) {
    return type == V6_UNREACHABLE && code == 2;
  }

  private static Reason unreachableV6(int code) {
    return switch (code) {
      case 0 -> Reason.NET_UNREACHABLE;
      case 1, 5, 6 -> Reason.ADMIN_PROHIBITED;
      case 3 -> Reason.HOST_UNREACHABLE;
      case 4 -> Reason.PORT_UNREACHABLE;
      default -> Reason.OTHER_ICMP_ERROR;
    };
  }
}
