package io.kald.agent.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/** Reads pcapng: sections of blocks; see draft-ietf-opsawg-pcapng. */
final class NgReader {
  static final int SECTION = 0x0A0D0D0A;
  static final int BYTE_ORDER = 0x1A2B3C4D;
  static final int INTERFACE = 1;
  static final int OLD_PACKET = 2;
  static final int SIMPLE_PACKET = 3;
  static final int STATISTICS = 5;
  static final int PACKET = 6;

  private static final int BLOCK_HEADER = 8;
  private static final int LEAST_BLOCK = 12;

  /** How much of a block is looked at; of what is longer, the options behind are passed over. */
  private static final int MOST_LOOKED_AT = Blocks.SIZE - 4096;

  // deps
  private final Blocks blocks;
  private final Findings findings;
  private final NgPackets packets;
  private final Interfaces interfaces = new Interfaces();

  // state
  private ByteOrder order = ByteOrder.BIG_ENDIAN;
  private ByteBuffer headers;

  NgReader(Blocks blocks, Findings findings, PacketHandler handler) {
    this.blocks = blocks;
    this.findings = findings;
    this.headers = blocks.bytes();
    this.packets = new NgPackets(blocks, interfaces, findings, handler);
    findings.format = CaptureFormat.PCAPNG;
  }

  void read() throws IOException {
    while (blocks.has(LEAST_BLOCK)) {
      if (!block()) {
        return;
      }
    }
    if (blocks.hasRest()) {
      findings.damaged(blocks.offset(), "the file ends within the header of a block");
    }
  }

  private boolean block() throws IOException {
    if (blocks.bytes().getInt(blocks.at()) == SECTION && !chooseOrder()) {
      return false;
    }
    int type = headers.getInt(blocks.at());
    long total = headers.getInt(blocks.at() + 4) & 0xFFFF_FFFFL;
    if (total < LEAST_BLOCK || total % 4 != 0) {
      return damaged("a block says that it is %,d bytes long, which no block can be", total);
    }
    int seen = (int) Math.min(total, MOST_LOOKED_AT);
    if (!blocks.has(seen)) {
      return damaged("the file ends within a block of %,d bytes", total);
    }
    boolean whole = seen == total;
    if (whole && trailer(blocks.at() + seen) != total) {
      return damaged(
          "a block is %,d bytes long by its beginning and %,d by its end",
          total, trailer(blocks.at() + seen));
    }
    return look(type, whole ? seen - 4 : seen) && pass(total);
  }

  private long trailer(int end) {
    return headers.getInt(end - 4) & 0xFFFF_FFFFL;
  }

  private boolean pass(long total) throws IOException {
    long offset = blocks.offset();
    if (blocks.skip(total)) {
      return true;
    }
    findings.damaged(offset, format("the file ends within a block of %,d bytes", total));
    return false;
  }

  /**
   * Reads a block by its type.
   *
   * @param length bytes of the block that can be looked at, its header included
   */
  private boolean look(int type, int length) {
    return switch (type) {
      case SECTION -> section(length);
      case INTERFACE -> describe(length);
      case STATISTICS -> statistics(length);
      case PACKET, OLD_PACKET, SIMPLE_PACKET -> packets.read(type, headers, order, length);
      default -> true;
    };
  }

  private boolean chooseOrder() {
    int mark = blocks.bytes().getInt(blocks.at() + BLOCK_HEADER);
    if (mark != BYTE_ORDER && mark != Integer.reverseBytes(BYTE_ORDER)) {
      return damaged("a section begins that does not say in which byte order it is");
    }
    order = mark == BYTE_ORDER ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    headers = blocks.bytes(order);
    return true;
  }

  private boolean section(int length) {
    if (length < 24) {
      return damaged("a section begins with too short a block");
    }
    int version = headers.getShort(blocks.at() + 12);
    if (version != 1) {
      return damaged("a section is of version %,d of the format, and only 1 is known", version);
    }
    interfaces.clear();
    int from = blocks.at() + 24;
    int end = blocks.at() + length;
    findings.noteComments(NgOptions.texts(blocks.bytes(), order, from, end, NgOptions.COMMENT));
    return true;
  }

  private boolean describe(int length) {
    if (length < 16) {
      return damaged("an interface is described by too short a block");
    }
    if (interfaces.isFull()) {
      return damaged("a section has more than %,d interfaces", Interfaces.MOST);
    }
    var option = new InterfaceOptions(blocks.bytes(), headers);
    int at = blocks.at();
    NgOptions.visit(blocks.bytes(), order, at + 16, at + length, option);
    int linkType = headers.getShort(at + 8) & 0xFFFF;
    long snapLength = headers.getInt(at + 12) & 0xFFFF_FFFFL;
    var described = new CaptureInterface(option.name(), linkType, snapLength);
    interfaces.add(described, option.resolution());
    findings.note(described);
    return true;
  }

  private boolean statistics(int length) {
    int at = blocks.at();
    int id = length < 20 ? -1 : headers.getInt(at + 8);
    if (!interfaces.has(id)) {
      return true;
    }
    NgOptions.visit(
        blocks.bytes(),
        order,
        at + 20,
        at + length,
        (code, valueAt, valueLength) -> {
          if (code == NgOptions.DROPPED_BY_INTERFACE && valueLength == Long.BYTES) {
            findings.noteDropped(interfaces.moreDropped(id, headers.getLong(valueAt)));
          }
        });
    return true;
  }

  private boolean damaged(String text, Object... values) {
    findings.damaged(blocks.offset(), format(text, values));
    return false;
  }

  static String tooLong(int captured) {
    return format(
        "a packet says that %,d bytes of it were captured; more than %,d cannot be",
        captured & 0xFFFF_FFFFL, PcapReader.MOST_CAPTURED);
  }

  static String format(String text, Object... values) {
    return String.format(Locale.ROOT, text, values);
  }
}
