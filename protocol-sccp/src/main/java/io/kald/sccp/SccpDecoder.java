package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Turns the bytes of a channel into {@link SccpFrame}s. A fault is an {@link SccpDecodeException}
 * in {@code exceptionCaught}, once; whatever comes behind it is discarded.
 */
public final class SccpDecoder extends ByteToMessageDecoder {
  // deps
  private final HeaderVersion version;

  // state
  private final SccpFrames frames = new SccpFrames();

  /** A decoder that tells {@code version}, shared with the channel's encoder, what it sees. */
  public SccpDecoder(HeaderVersion version) {
    this.version = version;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    SccpFrame frame = frames.next(in);
    if (frame != null) {
      version.observe(frame.message());
      out.add(frame);
    }
  }
}
