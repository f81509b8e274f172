package io.kald.probe.host;

/** Addresses in rtnetlink: {@code struct ifaddrmsg {u8 family @0; u8 scope @3; u32 index @4}}. */
final class AddressMessages {
  static final int NEW_ADDRESS = 20;
  static final int DELETED_ADDRESS = 21;

  private static final int LINK_SCOPE = 253;

  private static final int FIXED_BYTES = 8;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;

  private AddressMessages() {}

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
