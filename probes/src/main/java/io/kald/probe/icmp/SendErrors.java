package io.kald.probe.icmp;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.net.Errno;

/** What it means that the kernel would not send an echo. */
final class SendErrors {
  private static final int ENXIO = 6;
  private static final int EMSGSIZE = 90;
  private static final int EPROTO = 71;
  private static final int ENONET = 64;
  private static final int EOPNOTSUPP = 95;
  private static final int EHOSTDOWN = 112;

  private SendErrors() {}

  /** Whether an ICMP error about an earlier packet can be the cause. */
  static boolean mayBeAnothers(int errno) {
    return switch (errno) {
      case Errno.ENETUNREACH,
          Errno.EHOSTUNREACH,
          Errno.ENOPROTOOPT,
          Errno.ECONNREFUSED,
          Errno.EACCES,
          EMSGSIZE,
          EPROTO,
          ENONET,
          EOPNOTSUPP,
          EHOSTDOWN,
          Errno.EINTR ->
          true;
      default -> false;
    };
  }

  /** Whether a source address or a device that has gone can be the cause. */
  static boolean mayBeLostBinding(int errno) {
    return switch (errno) {
      case Errno.EINVAL, Errno.EADDRNOTAVAIL, Errno.ENODEV, Errno.ENETUNREACH, ENXIO -> true;
      default -> false;
    };
  }

  /** Whether the packet was too large for the way out. */
  static boolean isTooLong(int errno) {
    return errno == EMSGSIZE;
  }

  /**
   * The failure of such a packet, and of one whose answer this machine may not have received.
   *
   * @param packetBytes with the IP header
   * @param mtu of the interface, or 0 when it is not known
   */
  static LocalFailure tooLong(int packetBytes, int mtu) {
    String limit = mtu == 0 ? "more than the interface carries" : "the interface carries " + mtu;
    return new LocalFailure(
        Reason.MESSAGE_TOO_LONG, "the echo has " + packetBytes + " bytes and " + limit);
  }
}
