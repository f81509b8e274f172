package io.kald.agent.example;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.kind.ProbeLoop;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Connects, and reads the first line. */
final class ExampleProber implements Prober {
  private final ProbeLoop loop;
  private final ExampleSpec spec;
  private final String address;
  private @Nullable Channel channel;
  private @Nullable ResultListener listener;
  private long dueNanos;
  private long sentNanos;

  ExampleProber(ProbeLoop loop, ExampleSpec spec, String address) {
    this.loop = loop;
    this.spec = spec;
    this.address = address;
  }

  @Override
  public void send(long due, ResultListener asking) {
    dueNanos = due;
    sentNanos = loop.clock().nanoTime();
    listener = asking;
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop.loop())
            .channel(loop.epoll() ? EpollSocketChannel.class : NioSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel opened) {
                    opened
                        .pipeline()
                        .addLast(new LineBasedFrameDecoder(64), new StringDecoder(), new Reader());
                  }
                });
    var connecting = bootstrap.connect(new InetSocketAddress(address, spec.port()));
    channel = connecting.channel();
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            end(new ProbeOutcome.Rejected(Reason.REFUSED, "", took()));
          }
        });
  }

  private final class Reader extends SimpleChannelInboundHandler<String> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, String line) {
      end(
          line.equals(spec.greeting())
              ? new ProbeOutcome.Answered(took())
              : new ProbeOutcome.Rejected(Reason.CLOSED, "said " + line, took()));
    }
  }

  private long took() {
    return loop.clock().nanoTime() - sentNanos;
  }

  private void end(ProbeOutcome outcome) {
    ResultListener asking = listener;
    if (asking != null) {
      ProbeResult result = result(outcome);
      close();
      asking.onResult(result);
    }
  }

  private ProbeResult result(ProbeOutcome outcome) {
    int port = 0;
    if (channel != null && channel.localAddress() instanceof InetSocketAddress local) {
      port = local.getPort();
    }
    return new ProbeResult(address, port, dueNanos, sentNanos, loop.clock().nanoTime(), outcome);
  }

  @Override
  public ProbeResult expire(long timeoutNanos) {
    ProbeResult result = result(new ProbeOutcome.Unanswered(took()));
    close();
    return result;
  }

  @Override
  public void close() {
    listener = null;
    if (channel != null) {
      var unused = channel.close();
      channel = null;
    }
  }
}
