package io.kald.agent.flow;

import io.kald.agent.pcap.Packet;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The window that packets lie in, as the SCCP decoder reads it; made once per capture. */
final class SccpWindow {
  // state
  private @Nullable ByteBuffer bytes;
  private ByteBuf view = Unpooled.EMPTY_BUFFER;

  /** The window of a packet, with any indices. */
  @SuppressWarnings("ReferenceEquality") // The same window, whatever lies in it.
  ByteBuf of(Packet packet) {
    if (bytes != packet.bytes()) {
      bytes = packet.bytes();
      view = Unpooled.wrappedBuffer(packet.bytes().duplicate().clear());
    }
    return view;
  }
}
