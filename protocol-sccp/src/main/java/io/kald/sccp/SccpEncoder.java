package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;

/**
 * Writes each {@link SccpMessage} as one buffer that holds the whole frame: chan_skinny closes the
 * connection when it reads less than a header.
 */
public final class SccpEncoder extends MessageToByteEncoder<SccpMessage> {
  // deps
  private final HeaderVersion version;

  /** An encoder that stamps {@code version}, shared with the channel's decoder, on its frames. */
  public SccpEncoder(HeaderVersion version) {
    super(SccpMessage.class);
    this.version = version;
  }

  @Override
  protected void encode(ChannelHandlerContext ctx, SccpMessage message, ByteBuf out) {
    int stamp = version.stampFor(message);
    SccpFrame.write(stamp, message, Octets.NONE, out);
    version.observe(message);
  }
}
