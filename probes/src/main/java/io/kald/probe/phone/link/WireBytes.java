package io.kald.probe.phone.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.function.IntConsumer;

/**
 * Counts the bytes a connection has been given to send, those the kernel has not taken yet among
 * them, and reports those it has received. The handler nearest to the socket: with TLS, what it
 * counts is encrypted.
 */
final class WireBytes extends ChannelDuplexHandler {
  // deps
  private final IntConsumer onRead;

  // state
  private long written;

  /** Reports the bytes of each read to {@code onRead}, before anybody else sees them. */
  WireBytes(IntConsumer onRead) {
    this.onRead = onRead;
  }

  /** How many were given to send since the connection began. */
  long written() {
    return written;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      onRead.accept(bytes.readableBytes());
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      written += bytes.readableBytes();
    }
    var unused = ctx.write(message, promise); // The promise is the caller's.
  }
}
