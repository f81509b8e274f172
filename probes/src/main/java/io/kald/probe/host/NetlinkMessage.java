package io.kald.probe.host;

import java.nio.ByteBuffer;

/**
 * One message of the kernel, where it lies in the buffer it was received in. Valid until the next
 * message is read. Attributes: {@code struct rtattr {u16 len @0; u16 type @2}}, 4-aligned.
 */
final class NetlinkMessage {
  private static final int TYPE_MASK = 0x3fff;

  private final ByteBuffer in;
  private int start;
  private int end;

  NetlinkMessage(ByteBuffer in) {
    this.in = in;
  }

  /**
   * Moves to the message at that offset.
   *
   * @return where the next one begins, or -1 when there is no whole message
   */
  int moveTo(int offset, int received) {
    if (received - offset < NetlinkRequest.HEADER_BYTES) {
      return -1;
    }
    int length = in.getInt(offset);
    if (length < NetlinkRequest.HEADER_BYTES || length > received - offset) {
      return -1;
    }
    start = offset;
    end = offset + length;
    return offset + ((length + 3) & ~3);
  }

  int type() {
    return in.getShort(start + 4) & 0xffff;
  }

  boolean isPart() {
    return (in.getShort(start + 6) & 2) != 0; // NLM_F_MULTI
  }

  int sequence() {
    return in.getInt(start + 8);
  }

  /** A byte of the fixed header. */
  int get8(int at) {
    return in.get(start + NetlinkRequest.HEADER_BYTES + at) & 0xff;
  }

  /** Two bytes of the fixed header. */
  int get16(int at) {
    return in.getShort(start + NetlinkRequest.HEADER_BYTES + at) & 0xffff;
  }

  /** An int of the fixed header. */
  int get32(int at) {
    return in.getInt(start + NetlinkRequest.HEADER_BYTES + at);
  }

  /**
   * Looks for an attribute.
   *
   * @param fixedBytes length of the fixed header before the attributes
   * @return where its value begins in the buffer, or -1
   */
  int find(int fixedBytes, int type) {
    return find(start + NetlinkRequest.HEADER_BYTES + fixedBytes, end, type);
  }

  /** The same among the attributes of which the one found there consists. */
  int findIn(int found, int type) {
    return find(found, found + lengthAt(found), type);
  }

  /** The same among the attributes between two places in the buffer. */
  int findBetween(int from, int to, int type) {
    return find(from, to, type);
  }

  private int find(int from, int to, int type) {
    int at = from;
    while (at + 4 <= to) {
      int length = in.getShort(at) & 0xffff;
      if (length < 4 || at + length > to) {
        return -1;
      }
      if ((in.getShort(at + 2) & TYPE_MASK) == type) {
        return at + 4;
      }
      at += (length + 3) & ~3;
    }
    return -1;
  }

  /** How many bytes the attribute found there has. */
  int lengthAt(int found) {
    return (in.getShort(found - 4) & 0xffff) - 4;
  }

  /** The bytes of the attribute found there. */
  byte[] bytesAt(int found) {
    byte[] value = new byte[lengthAt(found)];
    in.get(found, value);
    return value;
  }

  /** The int of an attribute, or {@code none} where it is missing. */
  int int32(int fixedBytes, int type, int none) {
    int found = find(fixedBytes, type);
    return found < 0 || lengthAt(found) < 4 ? none : in.getInt(found);
  }

  /** The buffer the offsets of {@link #find} are of. */
  ByteBuffer buffer() {
    return in;
  }
}
