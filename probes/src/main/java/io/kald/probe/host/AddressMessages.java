package io.kald.probe.host;

import io.kald.probe.net.Libc;

/**
 * Addresses in rtnetlink: {@code struct ifaddrmsg {u8 family @0; u8 flags @2; u8 scope @3; u32
 * index @4}}.
 */
final class AddressMessages {
  static final int NEW_ADDRESS = 20;
  static final int DELETED_ADDRESS = 21;

  private static final int GET_ADDRESS = 22;
  private static final int LINK_SCOPE = 253;
  private static final int NO_DETECTION = 2;
  private static final int OPTIMISTIC = 4;
  private static final int DAD_FAILED = 8;
  private static final int TENTATIVE = 0x40;

  private static final int FIXED_BYTES = 8;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;

  private AddressMessages() {}

  /** Asks for all IPv6 addresses. */
  static NetlinkRequest allOfIpv6(NetlinkRequest request) {
    return request.begin(GET_ADDRESS, NetlinkRequest.DUMP, FIXED_BYTES).put8(0, Libc.AF_INET6);
  }

  /**
   * Whether an IPv6 address can be sent from beyond its link: the kernel takes it instead of a
   * link-local one from now on, while a new IPv4 address changes nothing for those there are.
   */
  static boolean bringsSource(NetlinkMessage message) {
    return isOfWiderScope(message) && isUsable(message);
  }

  /** Whether it is an IPv6 address that may be sent from, and asked for by neighbours. */
  static boolean isUsable(NetlinkMessage message) {
    return isIpv6(message) && !waits(message) && (message.get8(2) & DAD_FAILED) == 0;
  }

  /** Whether it is an IPv6 address that is tentative, and may be usable soon. */
  static boolean isTentative(NetlinkMessage message) {
    return isIpv6(message) && waits(message) && (message.get8(2) & DAD_FAILED) == 0;
  }

  /** Whether an address was or is tentative before it is usable. */
  static boolean isDetected(NetlinkMessage message) {
    return (message.get8(2) & NO_DETECTION) == 0;
  }

  private static boolean waits(NetlinkMessage message) {
    int flags = message.get8(2);
    return (flags & TENTATIVE) != 0 && (flags & OPTIMISTIC) == 0;
  }

  private static boolean isIpv6(NetlinkMessage message) {
    return message.get8(0) == Libc.AF_INET6 && address(message).length == 16;
  }

  /** The interface that has it. */
  static int interfaceIndex(NetlinkMessage message) {
    return message.get32(4);
  }

  /** Whether it may serve beyond its link. */
  static boolean isOfWiderScope(NetlinkMessage message) {
    return message.get8(3) < LINK_SCOPE;
  }

  /** The address a message is about, 4 or 16 bytes; none when it has none. */
  static byte[] address(NetlinkMessage message) {
    int local = message.find(FIXED_BYTES, IFA_LOCAL);
    int found = local < 0 ? message.find(FIXED_BYTES, IFA_ADDRESS) : local;
    return found < 0 ? new byte[0] : message.bytesAt(found);
  }
}
