package io.kald.agent.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;

/**
 * Stands before the decoder: marks the first byte of a request, and drops what comes after the last
 * request: a client may need some time to learn that it is refused, but not for ever. Event loop.
 */
final class Intake extends ChannelDuplexHandler {
  /** Bytes that are read after the last reply; with more the connection is reset. */
  static final int MOST_DROPPED = 64 << 10;

  // deps
  private final Connection connection;

  // state
  private long dropped;

  Intake(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (connection.takesNoMore() && message instanceof ByteBuf bytes) {
      dropped += bytes.readableBytes();
      bytes.release();
      connection.dropped(dropped);
      return;
    }
    connection.arrived();
    super.channelRead(context, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    connection.pieceTaken();
    super.channelReadComplete(context);
  }

  /** The decoder reads on by itself when a request is not complete. */
  @Override
  public void read(ChannelHandlerContext context) throws Exception {
    if (connection.reads()) {
      super.read(context);
    }
  }
}
