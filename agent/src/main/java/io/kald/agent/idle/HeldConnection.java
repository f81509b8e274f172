package io.kald.agent.idle;

import io.kald.probe.net.Errno;
import io.kald.probe.net.EventLoopTimers;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.Timers;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection: made, left alone for a time, then asked for a sign of life without a byte of
 * data. That sign is the acknowledgement of a TCP keepalive: an empty segment with the sequence
 * number before the next, which every TCP must answer and no application sees. The kernel sends it
 * as soon as its keepalive time is set below the time the connection was idle, and {@code TCP_INFO}
 * shows the answer. Confined to its loop.
 */
final class HeldConnection extends ChannelInboundHandlerAdapter {
  private static final int KEEPALIVES = 3;
  private static final int KEEPALIVE_SECONDS = 1;
  private static final int CONNECT_MILLIS = 5_000;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Connecting, and waiting for the last keepalive's answer. */
  static final long PATIENCE_NANOS =
      TimeUnit.SECONDS.toNanos(KEEPALIVES * KEEPALIVE_SECONDS + 2L)
          + TimeUnit.MILLISECONDS.toNanos(CONNECT_MILLIS);

  /** How much longer than planned a server may talk before the connection counts as never idle. */
  private static final long TALK_NANOS = TimeUnit.SECONDS.toNanos(10);

  // deps
  private final EventLoop loop;
  private final NanoClock clock;
  private final Timers timers;
  private final long plannedNanos;
  private final Consumer<Held> done;

  // state
  private @Nullable EpollSocketChannel channel;
  private Timers.@Nullable Timer timer;
  private int sourcePort;
  private long connectedNanos;
  private long lastNanos;
  private long askedNanos;
  private boolean asked;
  private boolean ended;

  /** Made, not yet begun; {@code done} hears once what became of it, unless it is abandoned. */
  HeldConnection(EventLoop loop, NanoClock clock, long plannedNanos, Consumer<Held> done) {
    this.loop = loop;
    this.clock = clock;
    this.timers = new EventLoopTimers(loop, clock);
    this.plannedNanos = plannedNanos;
    this.done = done;
  }

  /** Connects; on an epoll loop. */
  void begin(InetSocketAddress target) {
    lastNanos = clock.nanoTime();
    new Bootstrap()
        .group(loop)
        .channel(EpollSocketChannel.class)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .handler(this)
        .connect(target)
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                end(Fate.NOT_CONNECTED, words(connected.cause()));
              }
            });
  }

  /** Closes it without a word. */
  void abandon() {
    ended = true;
    close();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    EpollSocketChannel opened = (EpollSocketChannel) ctx.channel();
    if (ended) {
      opened.close().addListener(closed -> {});
      return;
    }
    channel = opened;
    sourcePort = opened.localAddress().getPort();
    connectedNanos = clock.nanoTime();
    lastNanos = connectedNanos;
    hold();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object data) {
    ReferenceCountUtil.release(data);
    if (!asked) {
      lastNanos = clock.nanoTime();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(Fate.CLOSED, "");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    int errno = cause instanceof NativeIoException refused ? -refused.expectedErr() : 0;
    if (errno == Errno.ECONNRESET) {
      end(asked ? Fate.RESET : Fate.RESET_UNASKED, "");
    } else if (errno == Errno.ETIMEDOUT) {
      end(Fate.SILENT, "");
    } else {
      end(Fate.UNREACHABLE, words(cause));
    }
  }

  private void hold() {
    long now = clock.nanoTime();
    long left = lastNanos + plannedNanos - now;
    if (ended) {
      return;
    }
    if (left <= 0) {
      ask(now);
    } else if (now - connectedNanos > plannedNanos + TALK_NANOS) {
      end(Fate.NOT_IDLE, "the server itself keeps sending");
    } else {
      timer = timers.runAt(now + left, this::hold);
    }
  }

  private void ask(long now) {
    EpollSocketChannel open = channel;
    if (open == null) {
      return;
    }
    asked = true;
    askedNanos = now;
    open.config().setKeepAlive(true);
    open.config().setTcpKeepCnt(KEEPALIVES);
    open.config().setTcpKeepIntvl(KEEPALIVE_SECONDS);
    // Last: the kernel counts from the last segment, finds the time over and sends at once.
    open.config().setTcpKeepIdle(KEEPALIVE_SECONDS);
    timer = timers.runAt(now + POLL_NANOS, this::look);
  }

  private void look() {
    EpollSocketChannel open = channel;
    if (ended || open == null) {
      return;
    }
    long now = clock.nanoTime();
    long sinceMillis = TimeUnit.NANOSECONDS.toMillis(now - askedNanos);
    if (open.tcpInfo().lastAckRecv() <= sinceMillis) {
      end(Fate.KEPT, "");
    } else if (sinceMillis > TimeUnit.SECONDS.toMillis(KEEPALIVES * KEEPALIVE_SECONDS + 2L)) {
      end(Fate.SILENT, "");
    } else {
      timer = timers.runAt(now + POLL_NANOS, this::look);
    }
  }

  private void end(Fate fate, String detail) {
    if (ended) {
      return;
    }
    ended = true;
    long until = asked ? askedNanos : clock.nanoTime();
    done.accept(new Held(plannedNanos, until - lastNanos, fate, sourcePort, detail));
    close();
  }

  private void close() {
    if (timer != null) {
      timer.cancel();
    }
    if (channel != null) {
      channel.close().addListener(closed -> {});
    }
  }

  private static String words(Throwable cause) {
    if (cause instanceof ConnectTimeoutException) {
      return "no answer within " + CONNECT_MILLIS / 1000 + " s";
    }
    String message = String.valueOf(cause.getMessage());
    return message.contains("refused") ? "refused" : message;
  }
}
