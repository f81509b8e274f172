package io.kald.agent.http;

import io.kald.probe.net.Background;
import io.kald.probe.net.Loops;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A listening port with one event loop of its own and one worker, both of low priority: whatever
 * clients do, they do it to each other, not to probes.
 */
public final class HttpServer implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final long SWEEP_MILLIS = 250;
  private static final int READ_BYTES = 4 << 10;
  private static final int RECEIVE_BUFFER_BYTES = 8 << 10;
  private static final int SEND_BUFFER_BYTES = 128 << 10;
  private static final WriteBufferWaterMark WAITING_TO_BE_SENT =
      new WriteBufferWaterMark(16 << 10, 32 << 10);

  /**
   * TCP_MAXSEG of {@code linux/tcp.h}. A client on this machine has segments of 64 KiB otherwise,
   * and its kernel takes megabytes before it has to wait for us. Connections have this and their
   * receive buffer from the listener, before the first byte.
   */
  private static final ChannelOption<Integer> SEGMENT =
      new IntegerUnixChannelOption("TCP_MAXSEG", 6, 2);

  private static final int SEGMENT_BYTES = 1400;

  // deps
  private final EventLoopGroup loop;
  private final Worker worker;
  private final Channel listener;
  private final Connections connections;

  private HttpServer(
      EventLoopGroup loop, Worker worker, Channel listener, Connections connections) {
    this.loop = loop;
    this.worker = worker;
    this.listener = listener;
    this.connections = connections;
  }

  /**
   * What a server is made from.
   *
   * @param name of its threads
   * @param nativeTransport whether epoll is used where it is there
   * @param listen address and port; port 0 takes any free one
   * @param routes what is answered
   * @param gate who is answered
   * @param worker what long answers are worked out on; closed with the server
   * @param limits on clients
   * @param clock of those limits
   * @param faults told of our own
   */
  public record Plan(
      String name,
      boolean nativeTransport,
      InetSocketAddress listen,
      Routes routes,
      Gate gate,
      Worker worker,
      HttpLimits limits,
      NanoClock clock,
      Consumer<Throwable> faults) {}

  /** Binds and starts; throws when the address cannot be bound. */
  public static HttpServer start(Plan plan) throws IOException {
    boolean epoll = plan.nativeTransport() && Loops.nativeAvailable();
    EventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(
            1,
            (ThreadFactory) task -> thread(plan.name(), task),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    Connections connections = new Connections(plan.limits(), plan.clock());
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channelFactory(channels(epoll, plan.listen()))
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
            .option(SEGMENT, epoll ? SEGMENT_BYTES : null)
            .handler(new Accepting(connections))
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WAITING_TO_BE_SENT)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .childHandler(
                new Pipeline(
                    connections,
                    new Dispatcher(plan.routes(), plan.gate(), plan.faults()),
                    plan.worker()))
            .bind(plan.listen())
            .awaitUninterruptibly();
    HttpServer server = new HttpServer(loop, plan.worker(), bound.channel(), connections);
    if (!bound.isSuccess()) {
      server.close();
      throw new IOException(reason(bound.cause()), bound.cause());
    }
    var unused =
        loop.scheduleWithFixedDelay(
            connections::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    return server;
  }

  /** Netty's message names the system call first. */
  private static String reason(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return failure instanceof Errors.NativeIoException
        ? message.replaceFirst("^.*\\) failed.*?: ", "")
        : message;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Stops at once; answers under way are cut off. */
  @Override
  public void close() {
    if (loop.isShuttingDown()) {
      return;
    }
    listener.close().awaitUninterruptibly();
    loop.submit(connections::closeAll).awaitUninterruptibly();
    worker.close();
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
  }

  private static Thread thread(String name, Runnable task) {
    Thread thread =
        new FastThreadLocalThread(
            () -> {
              Background.lowerThisThread(); // Where that is not possible, it competes.
              task.run();
            },
            name);
    thread.setDaemon(true);
    return thread;
  }

  /** A socket of IPv4 alone for an IPv4 address: one of IPv6 would open 0.0.0.0 to both. */
  private static ChannelFactory<ServerChannel> channels(boolean epoll, InetSocketAddress listen) {
    SocketProtocolFamily family =
        listen.getAddress() instanceof Inet4Address
            ? SocketProtocolFamily.INET
            : SocketProtocolFamily.INET6;
    return epoll
        ? () -> new EpollServerSocketChannel(family)
        : () -> new NioServerSocketChannel(SelectorProvider.provider(), family);
  }

  /** Pauses for a second after a failed accept, as Netty does, without a stack in the log. */
  private static final class Accepting extends ChannelInboundHandlerAdapter {
    private final Connections connections;

    Accepting(Connections connections) {
      this.connections = connections;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      connections.acceptFailed(cause);
      context.channel().config().setAutoRead(false);
      var unused =
          context
              .executor()
              .schedule(() -> context.channel().config().setAutoRead(true), 1, TimeUnit.SECONDS);
    }
  }

  private static final class Pipeline extends ChannelInitializer<Channel> {
    private final Connections connections;
    private final Dispatcher dispatcher;
    private final Worker worker;

    Pipeline(Connections connections, Dispatcher dispatcher, Worker worker) {
      this.connections = connections;
      this.dispatcher = dispatcher;
      this.worker = worker;
    }

    @Override
    protected void initChannel(Channel channel) {
      HttpLimits limits = connections.limits();
      Encoder encoder = new Encoder();
      Responder responder = new Responder(channel, worker, encoder, connections, WallClock.SYSTEM);
      Connection connection = new Connection(channel, connections, dispatcher, responder);
      HttpDecoderConfig decoding =
          new HttpDecoderConfig()
              .setMaxInitialLineLength(limits.requestLine())
              .setMaxHeaderSize(limits.header());
      // TLS would stand before the intake.
      channel
          .pipeline()
          .addLast(new Intake(connection), new Decoder(decoding), encoder, connection);
    }
  }
}
