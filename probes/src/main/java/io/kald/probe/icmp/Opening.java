package io.kald.probe.icmp;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.net.EgressOptions;
import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import io.kald.probe.net.SockAddr;
import java.lang.ref.Reference;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What came of opening a socket for echoes: a ping socket or a raw socket, whichever the kernel
 * lets this process have.
 *
 * @param fd the open socket, or -1
 * @param raw whether packets come with everybody's replies and the sender writes checksums
 * @param identifier identifier in the ICMP header of everything sent
 * @param failure why there is no socket; null when there is one
 */
record Opening(
    IcmpVersion version, int fd, boolean raw, int identifier, @Nullable LocalFailure failure) {
  /** Says what is missing and how to allow it. */
  static final String NOT_PERMITTED =
      "ICMP echoes are not permitted: allow ping sockets with"
          + " sysctl -w net.ipv4.ping_group_range=\"0 2147483647\","
          + " or give this process CAP_NET_RAW"
          + " (AmbientCapabilities=CAP_NET_RAW in a systemd unit, or setcap cap_net_raw+ep)";

  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;

  // Replies of 100,000 targets fit while this process stands still; nothing is used until then.
  private static final int RECEIVE_BUFFER_BYTES = 64 << 20;
  private static final int SEND_BUFFER_BYTES = 4 << 20;

  // linux/in.h, the same for both families: never sets DF; sets it and sends whatever is said of
  // the path, so that each probe is an answer of its own.
  private static final int PMTUDISC_DONT = 0;
  private static final int PMTUDISC_PROBE = 3;

  /**
   * Opens a socket, sets all options and binds it; closes it again when any of that fails. Linux
   * does not report what it refuses to send by a ping socket of IPv6, so a raw one comes first
   * there.
   */
  static Opening of(OutletKey key, EgressOptions options) {
    IcmpVersion version = key.version();
    boolean rawFirst = version == IcmpVersion.V6;
    int fd = socket(version, rawFirst);
    if (fd >= 0) {
      return prepared(key, fd, rawFirst, options);
    }
    LocalFailure first = Errno.at("socket", Libc.errno());
    fd = socket(version, !rawFirst);
    if (fd >= 0) {
      return prepared(key, fd, !rawFirst, options);
    }
    LocalFailure second = Errno.at("socket", Libc.errno());
    boolean neither =
        first.reason() == Reason.NOT_PERMITTED && second.reason() == Reason.NOT_PERMITTED;
    LocalFailure ofRaw = rawFirst ? first : second;
    return failed(version, neither ? new LocalFailure(Reason.NOT_PERMITTED, NOT_PERMITTED) : ofRaw);
  }

  private static int socket(IcmpVersion version, boolean raw) {
    int type = (raw ? Libc.SOCK_RAW : Libc.SOCK_DGRAM) | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC;
    return Libc.socket(version.family, type, version.protocol);
  }

  private static Opening failed(IcmpVersion version, LocalFailure why) {
    return new Opening(version, -1, false, 0, why);
  }

  private static Opening prepared(OutletKey key, int fd, boolean raw, EgressOptions options) {
    IcmpVersion version = key.version();
    // On a raw socket the identifier is the sender's choice; chance keeps processes apart.
    int identifier = raw ? ThreadLocalRandom.current().nextInt(1, 0x1_0000) : 0;
    LocalFailure failure = options.set(fd);
    if (failure == null) {
      failure = bind(version, fd, raw, options.source());
    }
    if (failure == null) {
      failure = configure(version, fd);
    }
    if (failure == null) {
      failure = fragment(key, fd);
    }
    if (failure == null && raw) {
      failure = RawFilter.apply(version, fd, identifier);
    }
    if (failure != null) {
      Libc.close(fd);
      return failed(version, failure);
    }
    return new Opening(version, fd, raw, raw ? identifier : boundIdentifier(fd), null);
  }

  // A ping socket is bound in any case: its identifier is then known before the first echo leaves.
  private static @Nullable LocalFailure bind(
      IcmpVersion version, int fd, boolean raw, @Nullable SockAddr source) {
    if (raw && source == null) {
      return null;
    }
    SockAddr from = source != null ? source : any(version);
    return Libc.bind(fd, from.address(), from.length()) == 0
        ? null
        : Errno.atBind(Libc.errno(), from.toString());
  }

  private static SockAddr any(IcmpVersion version) {
    SockAddr any = SockAddr.parse(version == IcmpVersion.V4 ? "0.0.0.0" : "::", 0);
    if (any == null) {
      throw new IllegalStateException("the unspecified address is numeric");
    }
    return any;
  }

  private static @Nullable LocalFailure configure(IcmpVersion version, int fd) {
    OffHeap number = OffHeap.of(Integer.BYTES);
    grow(fd, number, SO_RCVBUFFORCE, Libc.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
    grow(fd, number, SO_SNDBUFFORCE, Libc.SO_SNDBUF, SEND_BUFFER_BYTES);
    number.buffer().putInt(0, 1);
    LocalFailure failure = set(fd, Libc.SOL_SOCKET, Libc.SO_TIMESTAMPNS, number, "SO_TIMESTAMPNS");
    if (failure == null) {
      failure = set(fd, Libc.SOL_SOCKET, Libc.SO_RXQ_OVFL, number, "SO_RXQ_OVFL");
    }
    if (failure == null) {
      failure =
          set(fd, version.ipLevel, version.receivePacketInfo, number, "PKTINFO"); // see LastAnswer
    }
    // Besides ICMP errors it brings a full send queue to light, on raw sockets too.
    return failure != null ? failure : set(fd, version.ipLevel, version.recvErr, number, "RECVERR");
  }

  private static @Nullable LocalFailure fragment(OutletKey key, int fd) {
    IcmpVersion version = key.version();
    OffHeap number = OffHeap.of(Integer.BYTES);
    number.buffer().putInt(0, key.dontFragment() ? PMTUDISC_PROBE : PMTUDISC_DONT);
    return set(fd, version.ipLevel, version.mtuDiscover, number, "MTU_DISCOVER");
  }

  private static void grow(int fd, OffHeap number, int forced, int asked, int bytes) {
    number.buffer().putInt(0, bytes);
    if (Libc.setsockopt(fd, Libc.SOL_SOCKET, forced, number.address(), Integer.BYTES) != 0) {
      // Without CAP_NET_ADMIN the kernel gives up to net.core.rmem_max and wmem_max.
      Libc.setsockopt(fd, Libc.SOL_SOCKET, asked, number.address(), Integer.BYTES);
    }
  }

  static @Nullable LocalFailure set(int fd, int level, int name, OffHeap value, String words) {
    try {
      return Libc.setsockopt(fd, level, name, value.address(), value.bytes()) == 0
          ? null
          : Errno.at(words, Libc.errno());
    } finally {
      Reference.reachabilityFence(value);
    }
  }

  private static int boundIdentifier(int fd) {
    OffHeap memory = OffHeap.of(SockAddr.MAX_BYTES + Integer.BYTES);
    memory.buffer().putInt(SockAddr.MAX_BYTES, SockAddr.MAX_BYTES);
    long address = memory.address();
    return Libc.getsockname(fd, address, address + SockAddr.MAX_BYTES) == 0
        ? SockAddr.portIn(memory.buffer(), 0)
        : 0;
  }
}
