package io.kald.probe.net;

import io.kald.probe.IcmpErrors;
import io.kald.probe.Reason;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads ICMP errors from a socket's error queue (IP_RECVERR, IPV6_RECVERR). Confined to one thread;
 * one serves any number of sockets.
 */
public final class ErrorQueue {
  private static final int ORIGIN_ICMP = 2;
  private static final int ORIGIN_ICMP6 = 3;
  private static final int CONTROL_BYTES = 512;
  private static final int PAYLOAD_BYTES = 128;

  private final OffHeap header = OffHeap.of(Libc.MSGHDR_BYTES);
  private final OffHeap iovec = OffHeap.of(Libc.IOVEC_BYTES);
  private final OffHeap payload = OffHeap.of(PAYLOAD_BYTES);
  private final OffHeap control = OffHeap.of(CONTROL_BYTES);

  /**
   * An ICMP error that came for a socket.
   *
   * @param offender who sent it, numeric; empty when the kernel does not say
   */
  public record IcmpError(Reason reason, int type, int code, String offender) {
    /** As a reader wants it: {@code ICMP 3/13 from 192.0.2.1}. */
    public String text() {
      return IcmpErrors.text(type, code, offender);
    }
  }

  /** Prepares the memory. */
  public ErrorQueue() {
    iovec.buffer().putLong(0, payload.address()).putLong(8, PAYLOAD_BYTES);
  }

  /** Takes entries from the queue up to the first ICMP error; null when there is none. */
  public @Nullable IcmpError poll(int fd) {
    while (receive(fd)) {
      IcmpError error = icmpError();
      if (error != null) {
        return error;
      }
    }
    return null;
  }

  private boolean receive(int fd) {
    ByteBuffer h = header.buffer();
    h.putLong(0, 0).putInt(8, 0).putLong(16, iovec.address()).putLong(24, 1);
    h.putLong(32, control.address()).putLong(40, CONTROL_BYTES).putInt(48, 0);
    return Libc.recvmsg(fd, header.address(), Libc.MSG_ERRQUEUE | Libc.MSG_DONTWAIT) >= 0;
  }

  private @Nullable IcmpError icmpError() {
    ByteBuffer c = control.buffer();
    int end = (int) header.buffer().getLong(40);
    int at = 0;
    while (at + Libc.CMSGHDR_BYTES <= end) {
      int length = (int) c.getLong(at);
      if (length < Libc.CMSGHDR_BYTES) {
        return null;
      }
      int level = c.getInt(at + 8);
      int type = c.getInt(at + 12);
      boolean v4 = level == Libc.IPPROTO_IP && type == Libc.IP_RECVERR;
      boolean v6 = level == Libc.IPPROTO_IPV6 && type == Libc.IPV6_RECVERR;
      if (v4 || v6) {
        return icmpError(c, at + Libc.CMSGHDR_BYTES);
      }
      at += (length + 7) & ~7;
    }
    return null;
  }

  private static @Nullable IcmpError icmpError(ByteBuffer in, int at) {
    int origin = in.get(at + 4);
    int type = in.get(at + 5) & 0xff;
    int code = in.get(at + 6) & 0xff;
    int family = in.getShort(at + Libc.SOCK_EXTENDED_ERR_BYTES);
    boolean named = family == Libc.AF_INET || family == Libc.AF_INET6;
    String offender = named ? SockAddr.addressIn(in, at + Libc.SOCK_EXTENDED_ERR_BYTES) : "";
    return switch (origin) {
      case ORIGIN_ICMP -> new IcmpError(IcmpErrors.V4.reason(type, code), type, code, offender);
      case ORIGIN_ICMP6 -> new IcmpError(IcmpErrors.V6.reason(type, code), type, code, offender);
      default -> null;
    };
  }
}
