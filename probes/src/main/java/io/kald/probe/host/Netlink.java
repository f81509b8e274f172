package io.kald.probe.host;

import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A socket to the kernel's rtnetlink, of the network namespace of the thread that opens it. The
 * kernel answers a request before {@code send} returns, so asking waits for nobody but, on kernels
 * that take it for the question at hand, the lock of the network configuration. Confined to one
 * thread. Numbers: linux/netlink.h, linux/rtnetlink.h.
 */
final class Netlink implements AutoCloseable {
  /** The answer is not there, or not understood. */
  static final int NO_ANSWER = -1;

  /** Type of the message that {@link #wake} brings about. */
  static final int WOKEN = 2;

  private static final int MORE = -2;
  private static final int NETLINK_ROUTE = 0;
  private static final int NLMSG_NOOP = 1;
  private static final int NLMSG_ERROR = 2; // an acknowledgement too
  private static final int NLMSG_DONE = 3;
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int RECEIVE_BUFFER_BYTES = 4 << 20;

  // deps
  private final int fd;

  // state
  private final OffHeap buffer = OffHeap.of(BUFFER_BYTES);
  private final NetlinkMessage message = new NetlinkMessage(buffer.buffer());
  private int sequence;

  private Netlink(int fd) {
    this.fd = fd;
  }

  /**
   * Opens one.
   *
   * @param groups multicast groups to hear, a bit each; 0 for a socket that only asks
   * @return null when this process may not or cannot: see {@link Libc#errno}
   */
  static @Nullable Netlink open(int groups) {
    int fd = Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0) {
      return null;
    }
    OffHeap name = OffHeap.of(12); // struct sockaddr_nl {u16 family @0; u32 pid @4; u32 groups @8}
    name.buffer().putShort(0, (short) Libc.AF_NETLINK).putInt(8, groups);
    if (Libc.bind(fd, name.address(), name.bytes()) != 0) {
      Libc.close(fd);
      return null;
    }
    if (groups != 0) {
      grow(fd);
    }
    return new Netlink(fd);
  }

  private static void grow(int fd) {
    OffHeap number = OffHeap.of(Integer.BYTES);
    number.buffer().putInt(0, RECEIVE_BUFFER_BYTES);
    Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_RCVBUF, number.address(), number.bytes());
  }

  /**
   * Asks and takes what is answered.
   *
   * @return 0, the errno the kernel answered with, or {@link #NO_ANSWER}
   */
  int ask(NetlinkRequest request, Consumer<NetlinkMessage> answers) {
    request.seal(++sequence);
    if (Libc.sendto(fd, request.address(), request.bytes(), 0, 0, 0) < 0) {
      return Libc.errno();
    }
    while (true) {
      long received = Libc.recv(fd, buffer.address(), BUFFER_BYTES, Libc.MSG_DONTWAIT);
      if (received < 0) {
        return Libc.errno() == Errno.EAGAIN ? NO_ANSWER : Libc.errno();
      }
      int end = take((int) received, answers);
      if (end != MORE) {
        return end;
      }
    }
  }

  private int take(int received, Consumer<NetlinkMessage> answers) {
    int at = 0;
    while ((at = message.moveTo(at, received)) >= 0) {
      if (message.sequence() != sequence) {
        continue; // of a request that was given up
      }
      if (message.type() == NLMSG_ERROR) {
        return -message.get32(0);
      }
      if (message.type() == NLMSG_DONE) {
        return 0;
      }
      boolean last = !message.isPart();
      answers.accept(message);
      if (last) {
        return 0;
      }
    }
    return MORE;
  }

  /**
   * Waits for notifications and takes one datagram of them.
   *
   * @return 0, or the errno; ENOBUFS means that some were lost
   */
  int listen(Consumer<NetlinkMessage> notifications) {
    long received = Libc.recv(fd, buffer.address(), BUFFER_BYTES, 0);
    if (received < 0) {
      return Libc.errno();
    }
    int at = 0;
    while ((at = message.moveTo(at, (int) received)) >= 0) {
      notifications.accept(message);
    }
    return 0;
  }

  /** Makes {@link #listen} return on the thread that is in it. Any thread. */
  void wake() {
    NetlinkRequest nothing = new NetlinkRequest();
    nothing.begin(NLMSG_NOOP, NetlinkRequest.ACKNOWLEDGED, 0).seal(0);
    Libc.sendto(fd, nothing.address(), nothing.bytes(), 0, 0, 0);
  }

  @Override
  public void close() {
    Libc.close(fd);
  }
}
