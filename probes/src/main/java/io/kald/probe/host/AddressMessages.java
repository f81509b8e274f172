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
    int flags = message.get8(2);
    boolean waits = (flags & TENTATIVE) != 0 && (flags & OPTIMISTIC) == 0;
    return message.get8(0) == Libc.AF_INET6
        && isOfWiderScope(message)
        && !waits
        && (flags & DAD_FAILED) == 0
        && address(message).length == 16;
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
