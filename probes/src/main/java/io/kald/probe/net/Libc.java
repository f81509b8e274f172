package io.kald.probe.net;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * The libc calls kald makes itself, and the numbers and offsets they need. Pointers are plain
 * addresses ({@link OffHeap#address}); a call that returns -1 leaves its reason in {@link #errno}.
 *
 * <p>Numbers and layouts are those of Linux on x86_64 and aarch64 (both little-endian LP64, and
 * equal except for {@link #EPOLL_EVENT_BYTES}). Ask {@link #available} before anything else; on
 * other machines every call here is an {@link UnsatisfiedLinkError}.
 */
public final class Libc {
  public static final int AF_UNIX = 1;
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;
  public static final int AF_NETLINK = 16;
  public static final int SOCK_STREAM = 1;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;

  /** To be or-ed to the type of {@link #socket}. */
  public static final int SOCK_NONBLOCK = 0x800;

  /** To be or-ed to the type of {@link #socket}. */
  public static final int SOCK_CLOEXEC = 0x80000;

  public static final int IPPROTO_IP = 0;
  public static final int IPPROTO_ICMP = 1;
  public static final int IPPROTO_TCP = 6;
  public static final int IPPROTO_IPV6 = 41;
  public static final int IPPROTO_ICMPV6 = 58;

  public static final int SOL_SOCKET = 1;
  public static final int SO_REUSEADDR = 2;
  public static final int SO_ERROR = 4;
  public static final int SO_SNDBUF = 7;
  public static final int SO_RCVBUF = 8;
  public static final int SO_LINGER = 13;
  public static final int SO_RCVBUFFORCE = 33;
  public static final int SO_BINDTODEVICE = 25;
  public static final int SO_ATTACH_FILTER = 26;
  public static final int SO_TIMESTAMPNS = 35;
  public static final int SO_MARK = 36;
  public static final int SO_TIMESTAMPING = 37;
  public static final int SO_RXQ_OVFL = 40;
  public static final int SO_MEMINFO = 55;

  public static final int IP_TOS = 1;
  public static final int IP_TTL = 2;
  public static final int IP_PKTINFO = 8;
  public static final int IP_MTU_DISCOVER = 10;
  public static final int IP_RECVERR = 11;
  public static final int IP_BIND_ADDRESS_NO_PORT = 24;
  public static final int IPV6_UNICAST_HOPS = 16;
  public static final int IPV6_MTU_DISCOVER = 23;
  public static final int IPV6_RECVERR = 25;
  public static final int IPV6_V6ONLY = 26;
  public static final int IPV6_RECVPKTINFO = 49;
  public static final int IPV6_PKTINFO = 50;
  public static final int IPV6_TCLASS = 67;

  public static final int TCP_SYNCNT = 7;
  public static final int TCP_INFO = 11;
  public static final int TCP_QUICKACK = 12;
  public static final int TCP_USER_TIMEOUT = 18;

  public static final int MSG_DONTWAIT = 0x40;
  public static final int MSG_NOSIGNAL = 0x4000;
  public static final int MSG_ERRQUEUE = 0x2000;
  public static final int MSG_TRUNC = 0x20;
  public static final int MSG_CTRUNC = 0x8;

  public static final int EPOLL_CLOEXEC = 0x80000;
  public static final int EPOLL_CTL_ADD = 1;
  public static final int EPOLL_CTL_DEL = 2;
  public static final int EPOLL_CTL_MOD = 3;
  public static final int EPOLLIN = 1;
  public static final int EPOLLOUT = 4;
  public static final int EPOLLERR = 8;
  public static final int EPOLLHUP = 0x10;
  public static final int EPOLLET = 1 << 31;

  public static final int RLIMIT_NOFILE = 7;
  public static final int PRIO_PROCESS = 0;

  /** {@code struct epoll_event {u32 events; u64 data}}: packed on x86 only. */
  public static final int EPOLL_EVENT_BYTES = Platform.isIntel() ? 12 : 16;

  /** Where {@code data} stands in {@code epoll_event}. */
  public static final int EPOLL_DATA_OFFSET = Platform.isIntel() ? 4 : 8;

  /**
   * {@code struct msghdr {void* name @0; u32 namelen @8; iovec* iov @16; u64 iovlen @24; void*
   * control @32; u64 controllen @40; int flags @48}}.
   */
  public static final int MSGHDR_BYTES = 56;

  /** {@code struct mmsghdr {msghdr hdr @0; u32 len @56}}, padded. */
  public static final int MMSGHDR_BYTES = 64;

  /** {@code struct iovec {void* base @0; u64 len @8}}. */
  public static final int IOVEC_BYTES = 16;

  /** {@code struct cmsghdr {u64 len @0; int level @8; int type @12}}; data follows, 8-aligned. */
  public static final int CMSGHDR_BYTES = 16;

  /**
   * {@code struct sock_extended_err {u32 errno @0; u8 origin @4; u8 type @5; u8 code @6; u32
   * info @8; u32 data @12}}; the offender's sockaddr follows.
   */
  public static final int SOCK_EXTENDED_ERR_BYTES = 16;

  private static final boolean AVAILABLE = registered();

  private Libc() {}

  /** Whether the calls below work here: Linux, 64 bit, JNA's library loads. */
  public static boolean available() {
    return AVAILABLE;
  }

  /** The errno of this thread's last call that failed. */
  public static int errno() {
    return Native.getLastError();
  }

  private static boolean registered() {
    if (!Platform.isLinux() || !Platform.is64Bit()) {
      return false;
    }
    try {
      Native.register(Libc.class, Platform.C_LIBRARY_NAME);
      return true;
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return false; // JNA's own library cannot be unpacked or loaded: the fallback says so aloud.
    }
  }

  /** socket(2). */
  public static native int socket(int family, int type, int protocol);

  /** close(2). */
  public static native int close(int fd);

  /** bind(2). */
  public static native int bind(int fd, long sockaddr, int length);

  /** connect(2). */
  public static native int connect(int fd, long sockaddr, int length);

  /** getsockname(2); {@code lengthAddress} points to an int. */
  public static native int getsockname(int fd, long sockaddr, long lengthAddress);

  /** setsockopt(2). */
  public static native int setsockopt(int fd, int level, int name, long value, int length);

  /** getsockopt(2); {@code lengthAddress} points to an int. */
  public static native int getsockopt(int fd, int level, int name, long value, long lengthAddress);

  /** sendto(2). */
  public static native long sendto(
      int fd, long buffer, long bytes, int flags, long sockaddr, int length);

  /** sendmsg(2). */
  public static native long sendmsg(int fd, long msghdr, int flags);

  /** recv(2). */
  public static native long recv(int fd, long buffer, long bytes, int flags);

  /** recvmsg(2). */
  public static native long recvmsg(int fd, long msghdr, int flags);

  /** sendmmsg(2). */
  public static native int sendmmsg(int fd, long mmsghdrs, int count, int flags);

  /** recvmmsg(2); {@code timespec} may be 0. */
  public static native int recvmmsg(int fd, long mmsghdrs, int count, int flags, long timespec);

  /** ioctl(2) with one pointer argument. */
  public static native int ioctl(int fd, long request, long argument);

  /** epoll_create1(2). */
  public static native int epoll_create1(int flags);

  /** epoll_ctl(2). */
  public static native int epoll_ctl(int epollFd, int operation, int fd, long event);

  /** epoll_wait(2). */
  public static native int epoll_wait(int epollFd, long events, int max, int timeoutMillis);

  /** gettid(2). */
  public static native int gettid();

  /** setpriority(2); on Linux {@code PRIO_PROCESS} and a thread's number mean that thread alone. */
  public static native int setpriority(int which, int who, int priority);

  /** getrlimit(2); {@code struct rlimit {u64 soft @0; u64 hard @8}}. */
  public static native int getrlimit(int resource, long rlimit);

  /** if_nametoindex(3); the name is NUL-terminated; 0 means there is no such interface. */
  public static native int if_nametoindex(long name);
}
