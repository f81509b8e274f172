package io.kald.probe.phone;

import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the kernel knows of one loop's connections: how many bytes the peer has acknowledged. Uses
 * scratch memory; confined to its loop.
 */
final class TcpDelivery {
  // struct tcp_info: u32 last_data_sent @44 and last_ack_recv @56 (ms ago); u64 bytes_acked @120,
  // which counts the SYN.
  private static final int INFO_BYTES = 128;
  private static final int LAST_DATA_SENT = 44;
  private static final int LAST_ACK_RECV = 56;
  private static final int BYTES_ACKED = 120;

  /** Bytes not yet acknowledged, sent or not. */
  private static final long SIOCOUTQ = 0x5411;

  /** Linux 6.15: the longest distance between retransmissions, 1000 to 120000 ms. */
  private static final int TCP_RTO_MAX_MS = 44;

  private final OffHeap info = OffHeap.of(INFO_BYTES);
  private final OffHeap length = OffHeap.of(Integer.BYTES);
  private final OffHeap number = OffHeap.of(Integer.BYTES);

  /** What is delivered now. */
  TcpSample sample(int fd) {
    length.buffer().putInt(0, INFO_BYTES);
    int failed =
        Libc.getsockopt(fd, Libc.IPPROTO_TCP, Libc.TCP_INFO, info.address(), length.address());
    if (failed != 0 || length.buffer().getInt(0) < INFO_BYTES) {
      return TcpSample.NONE;
    }
    return new TcpSample(info.buffer().getLong(BYTES_ACKED), sinceNanos(LAST_ACK_RECV));
  }

  /** What was written so far, as the kernel has it. */
  Written written(int fd) {
    TcpSample now = sample(fd);
    if (!now.known() || Libc.ioctl(fd, SIOCOUTQ, number.address()) != 0) {
      return Written.UNKNOWN;
    }
    return new Written(now.bytesAcked() + number.buffer().getInt(0), sinceNanos(LAST_DATA_SENT));
  }

  private long sinceNanos(int field) {
    return TimeUnit.MILLISECONDS.toNanos(info.buffer().getInt(field) & 0xffff_ffffL);
  }

  /** Limits the distance between retransmissions; does nothing on kernels that cannot. */
  void rtoMax(int fd, int millis) {
    setRtoMax(fd, millis);
  }

  private boolean setRtoMax(int fd, int millis) {
    number.buffer().putInt(0, millis);
    return Libc.setsockopt(fd, Libc.IPPROTO_TCP, TCP_RTO_MAX_MS, number.address(), number.bytes())
        == 0;
  }

  /**
   * What phones cannot do on this machine, a sentence each.
   *
   * @param epoll whether the loops are epoll's
   */
  static List<String> missing(boolean epoll) {
    if (!epoll) {
      return List.of(
          "A phone cannot tell whether TCP delivered a KeepAlive: tcp-acked-only and not-acked are"
              + " both reported as unknown.");
    }
    int fd = Libc.socket(Libc.AF_INET, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      return List.of();
    }
    boolean steps = new TcpDelivery().setRtoMax(fd, RtoSteps.mostMillis(0));
    Libc.close(fd);
    return steps
        ? List.of()
        : List.of(
            "A phone's retransmissions follow the kernel's times, not the phone's list:"
                + " TCP_RTO_MAX_MS needs Linux 6.15. When it gives a node up is not affected.");
  }
}
