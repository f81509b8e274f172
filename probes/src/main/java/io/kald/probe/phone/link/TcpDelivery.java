package io.kald.probe.phone.link;

import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import io.kald.probe.phone.RtoSteps;
import io.kald.probe.phone.TcpSample;
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

  /** The SYN counts as one. */
  private static final int SYN_BYTES = 1;

  /** Linux 6.15: the longest distance between retransmissions, 1000 to 120000 ms. */
  private static final int TCP_RTO_MAX_MS = 44;

  private final OffHeap info = OffHeap.of(INFO_BYTES);
  private final OffHeap length = OffHeap.of(Integer.BYTES);
  private final OffHeap number = OffHeap.of(Integer.BYTES);

  // state
  private boolean tells;

  /** What is delivered now. */
  TcpSample sample(int fd) {
    return ask(fd)
        ? new TcpSample(info.buffer().getLong(BYTES_ACKED), sinceNanos(LAST_ACK_RECV))
        : TcpSample.NONE;
  }

  /**
   * What {@link TcpSample#bytesAcked} will be when all is delivered that was written, or {@link
   * TcpSample#UNKNOWN}: this kernel cannot tell. It is only asked until it has told once.
   *
   * @param writtenBytes since the connection began
   */
  long mark(int fd, long writtenBytes) {
    tells = tells || ask(fd);
    return tells ? SYN_BYTES + writtenBytes : TcpSample.UNKNOWN;
  }

  /**
   * How long ago the last data left, in steps of the kernel's clock (1 to 10 ms), or -1: this
   * kernel cannot tell.
   */
  long sinceSentNanos(int fd) {
    return ask(fd) ? sinceNanos(LAST_DATA_SENT) : -1;
  }

  private boolean ask(int fd) {
    length.buffer().putInt(0, INFO_BYTES);
    int failed =
        Libc.getsockopt(fd, Libc.IPPROTO_TCP, Libc.TCP_INFO, info.address(), length.address());
    return failed == 0 && length.buffer().getInt(0) >= INFO_BYTES;
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
