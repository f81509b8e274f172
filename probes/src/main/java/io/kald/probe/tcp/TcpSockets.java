package io.kald.probe.tcp;

import io.kald.probe.host.Handover;
import io.kald.probe.host.LastAnswer;
import io.kald.probe.host.SocketState;
import io.kald.probe.net.EgressOptions;
import io.kald.probe.net.Errno;
import io.kald.probe.net.ErrorQueue;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import io.kald.probe.net.SockAddr;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The libc calls of a TCP probe, over scratch memory that one loop's probers share. What a call
 * left in the scratch holds until the next call.
 */
final class TcpSockets {
  static final int ESTABLISHED = 1;
  static final int SYN_SENT = 2;
  static final int SYN_RECV = 3;
  static final int CLOSE = 7;
  static final int CLOSE_WAIT = 8;

  // struct tcp_info: u8 state @0; u32 last_ack_recv @56 (ms ago); u32 rtt @68 (us); u32
  // total_retrans @100. What follows is not read.
  private static final int INFO_BYTES = 104;
  private static final int LAST_ACK_RECV = 56;
  private static final int RTT = 68;
  private static final int TOTAL_RETRANS = 100;

  /** The kernel dates acknowledgements by its clock tick, 10 ms at most. */
  private static final long ACK_SLACK = 10_000_000;

  private final OffHeap zero = number(0);
  private final OffHeap one = number(1);
  private final OffHeap abort = OffHeap.of(8); // struct linger {int onoff @0; int seconds @4}
  private final OffHeap nowhere = OffHeap.of(16); // AF_UNSPEC
  private final OffHeap sockaddr = OffHeap.of(SockAddr.MAX_BYTES);
  private final OffHeap value = OffHeap.of(INFO_BYTES);
  private final OffHeap length = number(0);
  private final ErrorQueue errors = new ErrorQueue();
  private final SocketState state = new SocketState();
  private final int linearSyns = SynTimes.linear();
  private final OffHeap number = number(0);

  TcpSockets() {
    abort.buffer().putInt(0, 1);
  }

  private static OffHeap number(int value) {
    OffHeap memory = OffHeap.of(Integer.BYTES);
    memory.buffer().putInt(0, value);
    return memory;
  }

  /** A non-blocking socket that keeps ICMP errors, or -1: see {@link Libc#errno}. */
  int open(int family) {
    int fd = Libc.socket(family, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
    if (fd >= 0) {
      boolean v4 = family == Libc.AF_INET;
      int level = v4 ? Libc.IPPROTO_IP : Libc.IPPROTO_IPV6;
      set(fd, level, v4 ? Libc.IP_RECVERR : Libc.IPV6_RECVERR, one);
    }
    return fd;
  }

  /** From now on a close of a connection is a reset, and no FIN is ever sent. */
  void abortOnClose(int fd) {
    set(fd, Libc.SOL_SOCKET, Libc.SO_LINGER, abort);
  }

  /** The handshake's last ACK waits up to 200 ms for something to go with it. */
  void delayAck(int fd) {
    set(fd, Libc.IPPROTO_TCP, Libc.TCP_QUICKACK, zero);
  }

  /**
   * Lets the SYN be sent again at most so often, 1 to 6. For no retransmission at all the kernel
   * has no setting: the probe must be over before.
   */
  void synRetries(int fd, int most) {
    number.buffer().putInt(0, most);
    set(fd, Libc.IPPROTO_TCP, Libc.TCP_SYNCNT, number);
    number.buffer().putInt(0, SynTimes.userTimeoutMillis(most, linearSyns));
    set(fd, Libc.IPPROTO_TCP, Libc.TCP_USER_TIMEOUT, number);
  }

  // These options exist on every kernel since 2.4, and the socket is our own: they cannot fail.
  private static void set(int fd, int level, int name, OffHeap option) {
    Libc.setsockopt(fd, level, name, option.address(), option.bytes());
  }

  /**
   * Binds an own port. Other targets may use it at the same time: only the pair must be unique,
   * which {@code connect} sees to.
   *
   * @return 0 or the errno
   */
  int bind(int fd, EgressOptions options, int family, int port) {
    set(fd, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, one);
    SockAddr source = options.source();
    ByteBuffer out = sockaddr.buffer();
    for (int i = 0; i < SockAddr.MAX_BYTES; i++) {
      out.put(i, source == null ? 0 : source.buffer().get(i));
    }
    out.putShort(0, (short) family).put(2, (byte) (port >> 8)).put(3, (byte) port);
    int bytes = family == Libc.AF_INET ? 16 : SockAddr.MAX_BYTES;
    return Libc.bind(fd, sockaddr.address(), bytes) == 0 ? 0 : Libc.errno();
  }

  /**
   * Sends the SYN; 0 or the errno, EINPROGRESS too being 0.
   *
   * @param head the first eight bytes of the target, which are all that an IPv4 one has: writing
   *     them as one number spares the call that copies an array
   */
  int connect(int fd, byte[] target, long head) {
    if (target.length == SockAddr.IN_BYTES) {
      sockaddr.buffer().putLong(0, head);
    } else {
      sockaddr.buffer().put(0, target);
    }
    if (Libc.connect(fd, sockaddr.address(), target.length) == 0) {
      return 0;
    }
    int errno = Libc.errno();
    return errno == Errno.EINPROGRESS ? 0 : errno;
  }

  /** Resets the connection and makes the socket as good as new; whether the kernel could. */
  boolean disconnect(int fd) {
    return Libc.connect(fd, nowhere.address(), nowhere.bytes()) == 0;
  }

  /** The port the socket is bound to, 0 when it is not. */
  int localPort(int fd) {
    return name(fd) ? SockAddr.portIn(sockaddr.buffer(), 0) : 0;
  }

  /** Notes the address that {@link #localPort} has just read. */
  void sentFrom(LastAnswer last) {
    ByteBuffer in = sockaddr.buffer();
    if (in.getShort(0) == Libc.AF_INET) {
      last.sentFrom(0, in.getInt(4) & 0xffff_ffffL);
    } else {
      last.sentFrom(in.getLong(8), in.getLong(16));
    }
  }

  /** The address the socket is bound to. */
  String localAddress(int fd) {
    return state.localAddress(fd);
  }

  private boolean name(int fd) {
    length.buffer().putInt(0, SockAddr.MAX_BYTES);
    return Libc.getsockname(fd, sockaddr.address(), length.address()) == 0;
  }

  /** Reads TCP_INFO into the scratch and returns the connection's state. */
  int look(int fd) {
    if (get(fd, Libc.IPPROTO_TCP, Libc.TCP_INFO, INFO_BYTES)) {
      return value.buffer().get(0);
    }
    value.buffer().putInt(TOTAL_RETRANS, 0);
    return CLOSE;
  }

  /** How often the SYN was sent again by the TCP_INFO just read. */
  int synRetransmits() {
    return value.buffer().getInt(TOTAL_RETRANS);
  }

  /**
   * How long the handshake took by the TCP_INFO just read. Exact while no SYN was sent again; else
   * reckoned from when the last acknowledgement came, to a clock tick of the kernel.
   *
   * @param elapsedNanos from the SYN until now
   */
  long handshakeNanos(long elapsedNanos) {
    ByteBuffer info = value.buffer();
    long rttNanos = (info.getInt(RTT) & 0xffff_ffffL) * 1_000;
    if (info.getInt(TOTAL_RETRANS) == 0 && rttNanos > 0) {
      return Math.min(rttNanos, elapsedNanos);
    }
    long sinceAckNanos = (info.getInt(LAST_ACK_RECV) & 0xffff_ffffL) * 1_000_000;
    return Math.max(Math.min(rttNanos, elapsedNanos), elapsedNanos - sinceAckNanos);
  }

  /** What became of the SYN that nothing has answered. */
  Handover handover(int fd) {
    return state.handover(fd);
  }

  /** The same where the kernel has given up, and closed the socket with ETIMEDOUT. */
  Handover handoverOfGivenUp(int fd) {
    return state.handoverOfGivenUp(fd);
  }

  /**
   * Whether the target has acknowledged the SYN, by the TCP_INFO just read: a connection that was
   * reset is closed, and one that was refused as well.
   *
   * @param elapsedNanos from the SYN until now
   */
  boolean acknowledged(long elapsedNanos) {
    long sinceAckNanos = (value.buffer().getInt(LAST_ACK_RECV) & 0xffff_ffffL) * 1_000_000;
    return sinceAckNanos <= elapsedNanos + ACK_SLACK;
  }

  /** Takes the socket's pending error, 0 when there is none. */
  int takeError(int fd) {
    return get(fd, Libc.SOL_SOCKET, Libc.SO_ERROR, Integer.BYTES) ? value.buffer().getInt(0) : 0;
  }

  /** Takes the ICMP error that came for the socket, null when there is none. */
  ErrorQueue.@Nullable IcmpError takeIcmpError(int fd) {
    return errors.poll(fd);
  }

  private boolean get(int fd, int level, int name, int bytes) {
    length.buffer().putInt(0, bytes);
    return Libc.getsockopt(fd, level, name, value.address(), length.address()) == 0;
  }

  /** The address in a sockaddr, in the one spelling that {@link #localAddress} uses too. */
  String text(byte[] target) {
    sockaddr.buffer().put(0, target);
    return SockAddr.addressIn(sockaddr.buffer(), 0);
  }
}
