package io.kald.probe.host;

import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import io.kald.probe.net.SockAddr;
import java.nio.ByteBuffer;

/**
 * What the kernel reports of a TCP socket whose packets nothing has answered. Uses scratch memory;
 * confined to one loop. Asked for failures only.
 */
public final class SocketState {
  private static final int ESTABLISHED = 1;
  private static final int SYN_SENT = 2;
  private static final int CLOSE_WAIT = 8;

  // struct tcp_info: u8 state @0; u8 ca_state @1; u8 retransmits @2; u32 unacked @24; u32 retrans
  // @36; u32 total_retrans @100; u32 notsent_bytes @144; u32 snd_wnd @228 (Linux 5.4).
  private static final int INFO_BYTES = 232;
  private static final int CA_STATE = 1;
  private static final int RETRANSMITS = 2;
  private static final int UNACKED = 24;
  private static final int RETRANS = 36;
  private static final int TOTAL_RETRANS = 100;
  private static final int NOTSENT_BYTES = 144;
  private static final int SND_WND = 228;
  private static final int CA_CWR = 2; // linux/tcp.h

  // linux/sock_diag.h: nine u32, SK_MEMINFO_WMEM_ALLOC is the third.
  private static final int MEMINFO_BYTES = 36;
  private static final int WMEM_ALLOC = 8;

  private final OffHeap value = OffHeap.of(INFO_BYTES);
  private final OffHeap sockaddr = OffHeap.of(SockAddr.MAX_BYTES);
  private final OffHeap length = OffHeap.of(Integer.BYTES);

  /**
   * What became of what was sent last. The kernel does not report that it refused to send the first
   * SYN. But it cuts the congestion window when the queue dropped a packet; it counts a repetition
   * as tried and not as outstanding (retrans) when that was refused; data that was refused counts
   * as not sent although the window of the other end is open; and a packet that is still in this
   * machine is memory of the socket. Checked on Linux 6.18.
   */
  public Handover handover(int fd) {
    ByteBuffer info = value.buffer();
    if (!look(fd)) {
      return Handover.LEFT;
    }
    return switch (info.get(0)) {
      case SYN_SENT -> ofSyn(fd, info);
      case ESTABLISHED, CLOSE_WAIT -> ofData(fd, info);
      default -> Handover.LEFT;
    };
  }

  /**
   * The same of a SYN where the kernel has given up and closed the socket with ETIMEDOUT: it looks
   * at the limit before it touches the counters, and so leaves them as the last repetition did.
   */
  public Handover handoverOfGivenUp(int fd) {
    return look(fd) ? ofSyn(fd, value.buffer()) : Handover.LEFT;
  }

  private boolean look(int fd) {
    for (int i = 0; i < INFO_BYTES; i += Integer.BYTES) {
      value.buffer().putInt(i, 0); // older kernels report less
    }
    return get(fd, Libc.IPPROTO_TCP, Libc.TCP_INFO, INFO_BYTES);
  }

  private Handover ofSyn(int fd, ByteBuffer info) {
    boolean repeated = info.getInt(TOTAL_RETRANS) != 0;
    boolean repetitionOut = info.getInt(RETRANS) != 0;
    boolean dropped = info.get(CA_STATE) == CA_CWR;
    if (waits(fd)) {
      return Handover.WAITING;
    }
    if (repeated) {
      return repetitionOut ? Handover.LEFT : Handover.REFUSED;
    }
    return dropped ? Handover.DROPPED : Handover.UNKNOWN;
  }

  private Handover ofData(int fd, ByteBuffer info) {
    boolean unsent =
        info.getInt(UNACKED) == 0 && info.getInt(NOTSENT_BYTES) != 0 && info.getInt(SND_WND) != 0;
    boolean repeated = info.get(RETRANSMITS) != 0 && info.getInt(UNACKED) != 0;
    boolean repetitionOut = info.getInt(RETRANS) != 0;
    boolean dropped = info.get(CA_STATE) == CA_CWR;
    if (waits(fd)) {
      return Handover.WAITING;
    }
    if (unsent) {
      return dropped ? Handover.DROPPED : Handover.REFUSED;
    }
    return repeated && !repetitionOut ? Handover.REFUSED : Handover.LEFT;
  }

  private boolean waits(int fd) {
    return get(fd, Libc.SOL_SOCKET, Libc.SO_MEMINFO, MEMINFO_BYTES)
        && value.buffer().getInt(WMEM_ALLOC) > 0;
  }

  /** The address the socket is bound to, numeric; empty when it cannot be asked. */
  public String localAddress(int fd) {
    length.buffer().putInt(0, SockAddr.MAX_BYTES);
    return Libc.getsockname(fd, sockaddr.address(), length.address()) == 0
        ? SockAddr.addressIn(sockaddr.buffer(), 0)
        : "";
  }

  private boolean get(int fd, int level, int name, int bytes) {
    length.buffer().putInt(0, bytes);
    return Libc.getsockopt(fd, level, name, value.address(), length.address()) == 0;
  }
}
