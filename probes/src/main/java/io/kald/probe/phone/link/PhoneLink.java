package io.kald.probe.phone.link;

import io.kald.probe.net.ErrorQueue.IcmpError;
import io.kald.probe.phone.ReadBudget;
import io.kald.probe.phone.Trouble;
import io.kald.probe.time.NanoClock;
import io.kald.sccp.SccpFrame;
import io.kald.sccp.SccpMessage;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection to a node, from its opening to its end, which is told once. On its loop only. */
final class PhoneLink extends SimpleChannelInboundHandler<SccpFrame> {
  /** Takes what happens on a connection. */
  interface Listener {
    /** The connection is there, TLS included. */
    void connected(PhoneLink link);

    /** A message came. */
    void received(PhoneLink link, SccpMessage message);

    /** There is no connection any more, or there never was one. Not after {@link #close}. */
    void ended(PhoneLink link, Trouble trouble);
  }

  // deps
  private final int place;
  private final String address;
  private final Listener listener;
  private final NanoClock clock;
  private final WireBytes wire;
  private final ReadBudget budget;

  // state
  private @Nullable Channel channel;
  private @Nullable Trouble trouble;
  private boolean secured;
  private boolean certified;
  private boolean connected;
  private boolean over;
  private long sentNanos;
  private @Nullable IcmpError report;

  PhoneLink(int place, String address, NanoClock clock, Listener listener) {
    super(SccpFrame.class);
    this.place = place;
    this.address = address;
    this.clock = clock;
    this.listener = listener;
    this.sentNanos = clock.nanoTime();
    this.budget = new ReadBudget(sentNanos);
    this.wire = new WireBytes(this::read);
  }

  int place() {
    return place;
  }

  /** The numeric address of the node. */
  String address() {
    return address;
  }

  /** The channel it will run on; with TLS it is connected when the handshake is done. */
  void on(Channel made, PhoneSecurity security) {
    channel = made;
    secured = security.secured();
    certified = security.certified();
  }

  /** What goes over the wire; the channel's handler nearest to the socket. */
  WireBytes wire() {
    return wire;
  }

  private void read(int bytes) {
    if (!over && !budget.bytes(bytes, clock.nanoTime())) {
      end(Trouble.FLOOD);
    }
  }

  boolean over() {
    return over;
  }

  /** An ICMP error has ended the attempt to connect, perhaps. */
  void reported(@Nullable IcmpError error) {
    report = error;
  }

  /** The ICMP error that ended the attempt to connect, or null. */
  @Nullable IcmpError report() {
    return report;
  }

  /** The descriptor, or -1: this transport shows none. */
  int fd() {
    return channel instanceof EpollSocketChannel epoll && epoll.isOpen()
        ? epoll.fd().intValue()
        : -1;
  }

  /** After which the kernel gives unacknowledged data up. */
  void userTimeout(int millis) {
    if (channel instanceof EpollSocketChannel epoll && epoll.isOpen()) {
      epoll.config().setTcpUserTimeout(millis);
    }
  }

  /** This end's address, or null. */
  @Nullable SocketAddress local() {
    return channel == null ? null : channel.localAddress();
  }

  int localPort() {
    return local() instanceof InetSocketAddress inet ? inet.getPort() : 0;
  }

  /** When something was sent last; its connection counts. */
  long sentNanos() {
    return sentNanos;
  }

  /** Something is sent. */
  void sends(long nowNanos) {
    sentNanos = nowNanos;
  }

  /** Writes all in one go. */
  void send(List<SccpMessage> messages) {
    Channel open = channel;
    if (open == null || over) {
      return;
    }
    int last = messages.size() - 1;
    for (int i = 0; i <= last; i++) {
      SccpMessage message = messages.get(i);
      ChannelFuture writing = i < last ? open.write(message) : open.writeAndFlush(message);
      writing.addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
  }

  /** Closes without another word to the listener; by RST when {@code abort}. */
  void close(boolean abort) {
    over = true;
    Channel open = channel;
    if (open == null) {
      return;
    }
    if (abort && open.isOpen() && open instanceof SocketChannel socket) {
      socket.config().setSoLinger(0);
    }
    shut(open);
  }

  /** It came to nothing, or has ended. */
  void end(Trouble why) {
    if (!over) {
      over = true;
      if (channel != null) {
        shut(channel);
      }
      listener.ended(this, why);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (!secured) {
      up();
    }
    ctx.fireChannelActive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        up();
      } else if (handshake.cause() instanceof ClosedChannelException) {
        end(Trouble.CLOSED_UNSECURED);
      } else {
        end(LinkTroubles.connected(handshake.cause(), certified));
      }
    }
    ctx.fireUserEventTriggered(event);
  }

  private void up() {
    if (!over && !connected) {
      connected = true;
      listener.connected(this);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, SccpFrame frame) {
    if (over) {
      return;
    }
    if (budget.message(clock.nanoTime())) {
      listener.received(this, frame.message());
    } else {
      end(Trouble.FLOOD);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (!ctx.channel().isWritable()) {
      end(Trouble.NOT_READING);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(trouble == null ? Trouble.CLOSED : trouble);
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (trouble == null) {
      trouble = LinkTroubles.connected(cause, certified);
    }
    shut(ctx.channel());
  }

  /** A close that fails leaves nothing that could be done about it. */
  private static void shut(Channel open) {
    open.close().addListener(done -> {});
  }
}
