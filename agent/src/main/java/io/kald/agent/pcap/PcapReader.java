package io.kald.agent.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the classic format: a header of 24 bytes, then records. */
final class PcapReader {
  static final int MICROS = 0xA1B2C3D4;
  static final int NANOS = 0xA1B23C4D;

  /** More than any link carries, and where libpcap and Wireshark stop to believe. */
  static final int MOST_CAPTURED = 262_144;

  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final long BILLION = 1_000_000_000;
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  // deps
  private final Blocks blocks;
  private final ByteBuffer headers;
  private final Findings findings;
  private final PacketHandler handler;
  private final long unit;
  private final Packet packet = new Packet();

  PcapReader(Blocks blocks, ByteOrder order, boolean nanos, Findings findings, PacketHandler to) {
    this.blocks = blocks;
    this.headers = blocks.bytes(order);
    this.findings = findings;
    this.handler = to;
    this.unit = nanos ? 1 : 1000;
    findings.format = nanos ? CaptureFormat.PCAP_NANO : CaptureFormat.PCAP;
  }

  void read() throws IOException {
    if (!blocks.has(FILE_HEADER)) {
      findings.damaged(blocks.offset(), "the file ends within its own header");
      return;
    }
    int at = blocks.at();
    // The upper half says whether frames end with a checksum.
    int linkType = headers.getInt(at + 20) & 0xFFFF;
    long snapLength = headers.getInt(at + 16) & UNSIGNED;
    packet.captureInterface = new CaptureInterface("", linkType, snapLength);
    packet.bytes = blocks.bytes();
    packet.linkType = linkType;
    packet.severalPlaces = Interfaces.isCooked(linkType);
    findings.note(packet.captureInterface);
    blocks.advance(FILE_HEADER);
    int wanted = RECORD_HEADER;
    while (wanted > 0 && blocks.has(wanted)) {
      wanted = window();
    }
    sayWhatIsLeft();
  }

  /**
   * Hands out the packets that are whole in the window.
   *
   * @return bytes of the next record that must be in the window to go on, as far as they are known;
   *     0 when it makes no sense
   */
  private int window() {
    int at = blocks.at();
    int end = blocks.end();
    while (end - at >= RECORD_HEADER) {
      int captured = headers.getInt(at + 8);
      int next = at + RECORD_HEADER + captured;
      if (isTooLong(captured) || next > end) {
        break;
      }
      packet.frame++;
      long seconds = headers.getInt(at) & UNSIGNED;
      packet.atNanos = seconds * BILLION + (headers.getInt(at + 4) & UNSIGNED) * unit;
      packet.wireLength = headers.getInt(at + 12);
      packet.offset = at + RECORD_HEADER;
      packet.end = next;
      LinkDecoder.decode(packet);
      findings.note(packet);
      handler.onPacket(packet);
      at = next;
    }
    blocks.advance(at - blocks.at());
    return end - at < RECORD_HEADER ? RECORD_HEADER : recordLength(at);
  }

  /** Bytes of a record with its header; 0 when it makes no sense. */
  private int recordLength(int at) {
    int captured = headers.getInt(at + 8);
    return isTooLong(captured) ? 0 : RECORD_HEADER + captured;
  }

  private static boolean isTooLong(int captured) {
    return captured < 0 || captured > MOST_CAPTURED;
  }

  private void sayWhatIsLeft() {
    if (!blocks.hasRest()) {
      return;
    }
    if (blocks.end() - blocks.at() < RECORD_HEADER) {
      findings.damaged(blocks.offset(), "the file ends within the header of a packet");
      return;
    }
    int captured = headers.getInt(blocks.at() + 8);
    String text =
        isTooLong(captured) ? NgReader.tooLong(captured) : "the file ends within a packet";
    findings.damaged(blocks.offset(), text);
  }
}
