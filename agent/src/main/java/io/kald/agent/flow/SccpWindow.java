package io.kald.agent.flow;

import io.kald.agent.pcap.Packet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The window that packets lie in, as the SCCP decoder reads it; made once per capture, and only for
 * one with SCCP in it: Netty's buffers and the log take 0.2 s of processor time to load.
 */
final class SccpWindow {
  // state
  private @Nullable ByteBuffer bytes;
  private @Nullable ByteBuf view;

  /** The window of a packet, with any indices. */
  @SuppressWarnings("ReferenceEquality") // The same window, whatever lies in it.
  ByteBuf of(Packet packet) {
    ByteBuf known = view;
    if (known == null || bytes != packet.bytes()) {
      bytes = packet.bytes();
      known = Unpooled.wrappedBuffer(packet.bytes().duplicate().clear());
      view = known;
    }
    return known;
  }
}
