package io.kald.agent.pcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the three kinds of pcapng blocks that hold a packet. */
final class NgPackets {
  private static final int SIMPLE_HEADER = 12;
  private static final int HEADER = 28;

  // deps
  private final Blocks blocks;
  private final Interfaces interfaces;
  private final Findings findings;
  private final PacketHandler handler;
  private final Packet packet = new Packet();

  NgPackets(Blocks blocks, Interfaces interfaces, Findings findings, PacketHandler handler) {
    this.blocks = blocks;
    this.interfaces = interfaces;
    this.findings = findings;
    this.handler = handler;
    packet.bytes = blocks.bytes();
  }

  /**
   * Reads the block that is next.
   *
   * @param length bytes of the block that can be looked at, its header included
   * @return whether the block made sense
   */
  boolean read(int type, ByteBuffer headers, ByteOrder order, int length) {
    packet.order = order;
    if (type == NgReader.SIMPLE_PACKET) {
      return simple(headers, length);
    }
    int at = blocks.at();
    if (length < HEADER) {
      return damaged("a packet has too short a block");
    }
    boolean old = type == NgReader.OLD_PACKET;
    int id = old ? headers.getShort(at + 8) & 0xFFFF : headers.getInt(at + 8);
    if (!interfaces.has(id)) {
      return damaged("a packet is of interface " + id + ", which is not described");
    }
    long high = headers.getInt(at + 12);
    long stamp = (high << 32) | (headers.getInt(at + 16) & 0xFFFF_FFFFL);
    packet.atNanos = interfaces.resolution(id).nanos(stamp);
    packet.wireLength = headers.getInt(at + 24);
    return hand(id, HEADER, headers.getInt(at + 20), length);
  }

  /** A simple packet has neither a date nor a captured length. */
  private boolean simple(ByteBuffer headers, int length) {
    CaptureInterface first = interfaces.first();
    if (first == null) {
      return damaged("a packet is of interface 0, which is not described");
    }
    if (length < SIMPLE_HEADER) {
      return damaged("a packet has too short a block");
    }
    int wire = headers.getInt(blocks.at() + 8);
    long snap = first.snapLength() == 0 ? Long.MAX_VALUE : first.snapLength();
    long captured = Math.min(Math.min(wire & 0xFFFF_FFFFL, snap), length - SIMPLE_HEADER);
    packet.wireLength = wire;
    findings.undated++;
    return hand(0, SIMPLE_HEADER, (int) captured, length);
  }

  private boolean hand(int id, int header, int captured, int length) {
    if (captured < 0 || captured > PcapReader.MOST_CAPTURED) {
      return damaged(NgReader.tooLong(captured));
    }
    if (captured > length - header) {
      return damaged("a packet is longer than the block that holds it");
    }
    interfaces.describe(packet, id);
    packet.frame++;
    packet.offset = blocks.at() + header;
    packet.end = packet.offset + captured;
    packet.optionsFrom = packet.offset + ((captured + 3) & ~3);
    packet.optionsEnd = blocks.at() + length;
    LinkDecoder.decode(packet);
    findings.note(packet);
    handler.onPacket(packet);
    return true;
  }

  private boolean damaged(String text) {
    findings.damaged(blocks.offset(), text);
    return false;
  }
}
