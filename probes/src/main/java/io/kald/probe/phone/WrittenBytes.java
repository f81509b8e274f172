package io.kald.probe.phone;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Counts the bytes a connection has been given to send, those the kernel has not taken yet among
 * them. The handler nearest to the socket: with TLS, what it counts is encrypted.
 */
final class WrittenBytes extends ChannelOutboundHandlerAdapter {
  // state
  private long count;

  /** How many since the connection began. */
  long count() {
    return count;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      count += bytes.readableBytes();
    }
    var unused = ctx.write(message, promise); // The promise is the caller's.
  }
}
