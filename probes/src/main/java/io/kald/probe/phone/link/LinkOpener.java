package io.kald.probe.phone.link;

import io.kald.probe.Egress;
import io.kald.probe.LocalFailure;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PortRange;
import io.kald.probe.net.EgressOptions;
import io.kald.probe.net.ErrorQueue;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import io.kald.probe.net.RouteSource;
import io.kald.probe.phone.Detection;
import io.kald.probe.phone.Trouble;
import io.kald.sccp.HeaderVersion;
import io.kald.sccp.SccpDecoder;
import io.kald.sccp.SccpEncoder;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens the connections of one phone on its loop. */
final class LinkOpener {
  /** How long after the last reset instant the kernel gives a connection up by itself. */
  private static final long BACKSTOP_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int READ_BYTES = 2048;

  /** Whatever one node sends, the other connections of the loop have their turn after 8 KiB. */
  private static final int READS_IN_A_ROW = 4;

  /** Beyond it a connection is not writable, and {@link PhoneLink} ends it. */
  private static final WriteBufferWaterMark UNSENT =
      new WriteBufferWaterMark(Trouble.MOST_UNSENT_BYTES / 2, Trouble.MOST_UNSENT_BYTES);

  /** Messages of a node are short; nothing is learned of their size for each connection. */
  private static final RecvByteBufAllocator READS =
      new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(READS_IN_A_ROW);

  // deps
  private final EventLoop loop;
  private final boolean epoll;
  private final Egress egress;
  private final PhoneSecurity security;
  private final @Nullable ErrorQueue errors;

  private final OffHeap number = OffHeap.of(Integer.BYTES);

  // state
  private int userTimeoutMillis;
  private int portsUsed;

  /**
   * Opens on {@code loop}.
   *
   * @param errors reads the ICMP errors of sockets, or null: this transport shows none
   */
  LinkOpener(EventLoop loop, PhoneSpec spec, PhoneSecurity security, @Nullable ErrorQueue errors) {
    this.loop = loop;
    this.epoll = epoll(loop);
    this.egress = spec.egress();
    this.security = security;
    this.errors = errors;
    userTimeout(spec);
  }

  /** Takes the rules for connections that are opened from now on. */
  void userTimeout(PhoneSpec spec) {
    long[] instants =
        Detection.of(spec.detection()).instants(spec.detection().geometric().mostBaseNanos());
    long last = Math.min(instants[instants.length - 1], Long.MAX_VALUE - BACKSTOP_NANOS);
    long millis = TimeUnit.NANOSECONDS.toMillis(last + BACKSTOP_NANOS);
    userTimeoutMillis = (int) Math.min(Integer.MAX_VALUE, millis);
  }

  /** After which the kernel itself gives unacknowledged data up, should the phone's timers fail. */
  int userTimeoutMillis() {
    return userTimeoutMillis;
  }

  /** Whether connections of that loop can be asked what TCP delivered. */
  static boolean epoll(EventLoop loop) {
    return ((IoEventLoop) loop).isCompatible(EpollIoHandle.class);
  }

  /** Connects; what comes of it is told to the link's listener, perhaps before this returns. */
  void open(PhoneLink link, int port) {
    LocalFailure failure = security.failure();
    if (failure != null) {
      link.end(Trouble.ours(failure));
      return;
    }
    boolean four = NetUtil.isValidIpV4Address(link.address());
    SocketChannel channel;
    try {
      channel = channel(four);
    } catch (ChannelException e) {
      link.end(LinkTroubles.local(e));
      return;
    }
    Trouble trouble = made(channel, link, four);
    if (trouble != null) {
      channel.unsafe().closeForcibly();
      link.end(trouble);
      return;
    }
    loop.register(channel)
        .addListener(
            registered -> {
              if (registered.isSuccess()) {
                connect(channel, link, new InetSocketAddress(link.address(), port), four);
              } else {
                link.end(LinkTroubles.local(registered.cause()));
              }
            });
  }

  private @Nullable Trouble made(SocketChannel channel, PhoneLink link, boolean four) {
    try {
      LocalFailure failure = prepare(channel, four);
      if (failure != null) {
        return Trouble.ours(failure);
      }
      fill(channel, link);
      return null;
    } catch (RuntimeException e) {
      return LinkTroubles.local(e); // Thrown further, it would leave the descriptor open.
    }
  }

  private SocketChannel channel(boolean four) {
    SocketProtocolFamily family = four ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    return epoll ? new EpollSocketChannel(family) : new NioSocketChannel();
  }

  private @Nullable LocalFailure prepare(SocketChannel channel, boolean four) {
    // How long a connection may take is the phone's rule; Netty's own limit would be another timer.
    channel
        .config()
        .setTcpNoDelay(true)
        .setConnectTimeoutMillis(0)
        .setRecvByteBufAllocator(READS)
        .setWriteBufferWaterMark(UNSENT);
    if (!(channel instanceof EpollSocketChannel socket)) {
      return null;
    }
    socket.config().setTcpUserTimeout(userTimeoutMillis);
    EgressOptions options = EgressOptions.of(egress, four ? Libc.AF_INET : Libc.AF_INET6);
    int fd = socket.fd().intValue();
    keepErrors(fd, four, 1);
    return egress.sourcePorts() == null ? options.apply(fd) : options.set(fd);
  }

  private void fill(SocketChannel channel, PhoneLink link) {
    HeaderVersion version = new HeaderVersion();
    channel.pipeline().addLast(link.wire());
    SslHandler tls = security.handler(channel.alloc());
    if (tls != null) {
      channel.pipeline().addLast(tls);
    }
    channel.pipeline().addLast(new SccpDecoder(version), new SccpEncoder(version), link);
    link.on(channel, security); // From here on the link closes it.
  }

  private void connect(
      SocketChannel channel, PhoneLink link, InetSocketAddress node, boolean four) {
    if (link.over()) {
      return; // it was closed together with its channel
    }
    InetSocketAddress local = local(four);
    if (local != null) {
      channel.config().setReuseAddress(true);
    }
    ChannelFuture connecting = local == null ? channel.connect(node) : channel.connect(node, local);
    boolean atOnce = connecting.isDone();
    LocalFailure scope = atOnce ? null : scopeProblem(channel, node);
    if (scope != null) {
      link.end(Trouble.ours(scope));
      return;
    }
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            keepErrors(link.fd(), four, 0); // a connection outlives such reports
          } else {
            link.reported(errors == null || link.fd() < 0 ? null : errors.poll(link.fd()));
            link.end(LinkTroubles.connecting(done.cause(), atOnce));
          }
        });
  }

  /** Who reported an ICMP error is known only where they are kept. It cannot fail. */
  private void keepErrors(int fd, boolean four, int kept) {
    if (errors != null && fd >= 0) {
      number.buffer().putInt(0, kept);
      int level = four ? Libc.IPPROTO_IP : Libc.IPPROTO_IPV6;
      int name = four ? Libc.IP_RECVERR : Libc.IPV6_RECVERR;
      Libc.setsockopt(fd, level, name, number.address(), number.bytes());
    }
  }

  private static @Nullable LocalFailure scopeProblem(
      SocketChannel channel, InetSocketAddress node) {
    InetSocketAddress local = channel.localAddress();
    return local == null ? null : RouteSource.scopeProblem(local.getAddress(), node.getAddress());
  }

  /** Where to connect from: a port of kald's own, or what only the JDK's sockets need told. */
  private @Nullable InetSocketAddress local(boolean four) {
    PortRange ports = egress.sourcePorts();
    String source = egress.source();
    if (ports == null && (epoll || source == null)) {
      return null;
    }
    int port = ports == null ? 0 : ports.first() + portsUsed++ % ports.size();
    String any = four ? "0.0.0.0" : "::";
    return new InetSocketAddress(source == null ? any : source, port);
  }
}
