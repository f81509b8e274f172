package io.kald.agent.pcap;

import java.nio.ByteBuffer;

/** Decodes packets that come one by one, from one interface of a live capture. */
public final class PacketDecoder {
  // state
  private final Packet packet = new Packet();

  /**
   * A decoder that has seen no packet.
   *
   * @param number the interface, among those of the capture, from 0
   * @param severalPlaces whether the capture may show a packet more than once
   */
  public PacketDecoder(CaptureInterface where, int number, boolean severalPlaces) {
    packet.captureInterface = where;
    packet.linkType = where.linkType();
    packet.interfaceId = number;
    packet.severalPlaces = severalPlaces || Interfaces.isCooked(where.linkType());
  }

  /**
   * Decodes a packet.
   *
   * @param number its number in the capture
   * @param atNanos its date, nanoseconds since 1970
   * @param frame what was captured of it, from the link's header on and from position to limit;
   *     big-endian
   * @param wireLength bytes it had on the wire
   * @return valid until the next call; the same object is filled again
   */
  public Packet decode(long number, long atNanos, ByteBuffer frame, int wireLength) {
    packet.bytes = frame;
    packet.frame = number;
    packet.atNanos = atNanos;
    packet.offset = frame.position();
    packet.end = frame.limit();
    packet.wireLength = wireLength;
    LinkDecoder.decode(packet);
    return packet;
  }
}
