package io.kald.agent.notify;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainDatagramPacket;
import io.netty.channel.unix.DomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** systemd's end of the socket: keeps what it is told. */
public final class Manager implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 20;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final String path;
  private final Channel channel;

  /**
   * Listens.
   *
   * @param path as {@code NOTIFY_SOCKET} has it
   */
  public Manager(String path) {
    this.path = path;
    String address = path.startsWith("@") ? "\0" + path.substring(1) : path;
    channel =
        new Bootstrap()
            .group(group)
            .channel(EpollDomainDatagramChannel.class)
            .handler(new Hearing())
            .bind(new DomainSocketAddress(address))
            .syncUninterruptibly()
            .channel();
  }

  /** As {@code NOTIFY_SOCKET} has it. */
  public String path() {
    return path;
  }

  ServiceManager told() {
    return ServiceManager.of(Map.of("NOTIFY_SOCKET", path), 7);
  }

  ServiceManager told(long watchdogMicros) {
    return ServiceManager.of(
        Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", Long.toString(watchdogMicros)), 7);
  }

  /** The next datagram. */
  public String next() throws InterruptedException {
    String next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was heard in " + PATIENCE_SECONDS + " s");
    }
    return next;
  }

  /** The next datagram, when it comes that soon. */
  @Nullable String next(long withinMillis) throws InterruptedException {
    return heard.poll(withinMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private final class Hearing extends SimpleChannelInboundHandler<DomainDatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DomainDatagramPacket packet) {
      heard.add(packet.content().toString(StandardCharsets.UTF_8));
    }
  }
}
