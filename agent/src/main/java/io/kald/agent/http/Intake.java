package io.kald.agent.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Stands before the decoder: marks the first byte of a request, and drops what comes after the last
 * reply. Event loop.
 */
final class Intake extends ChannelInboundHandlerAdapter {
  private final Connection connection;

  Intake(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    if (connection.lingering() && message instanceof ByteBuf bytes) {
      bytes.release();
      return;
    }
    connection.arrived();
    super.channelRead(context, message);
  }
}
