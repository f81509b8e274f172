package io.kald.probe.host;

import io.kald.probe.net.OffHeap;
import java.nio.ByteBuffer;

/**
 * A request to rtnetlink under construction: {@code struct nlmsghdr {u32 len @0; u16 type @4; u16
 * flags @6; u32 seq @8; u32 pid @12}}, a fixed header of its type, attributes. Used again and again
 * by one thread.
 */
final class NetlinkRequest {
  static final int HEADER_BYTES = 16;

  /** NLM_F_REQUEST. */
  static final int ONE = 1;

  /** NLM_F_REQUEST and NLM_F_DUMP. */
  static final int DUMP = 0x301;

  /** NLM_F_REQUEST and NLM_F_ACK. */
  static final int ACKNOWLEDGED = 5;

  private static final int CAPACITY = 256;

  private final OffHeap memory = OffHeap.of(CAPACITY);
  private final ByteBuffer out = memory.buffer();
  private int end;

  /** Begins anew; the fixed header is zero until it is written. */
  NetlinkRequest begin(int type, int flags, int fixedBytes) {
    for (int i = 0; i < CAPACITY; i += Long.BYTES) {
      out.putLong(i, 0);
    }
    out.putShort(4, (short) type).putShort(6, (short) flags);
    end = HEADER_BYTES + fixedBytes;
    return this;
  }

  /** Writes a byte of the fixed header. */
  NetlinkRequest put8(int at, int value) {
    out.put(HEADER_BYTES + at, (byte) value);
    return this;
  }

  /** Writes an int of the fixed header. */
  NetlinkRequest put32(int at, int value) {
    out.putInt(HEADER_BYTES + at, value);
    return this;
  }

  /** Adds an attribute. */
  NetlinkRequest add(int type, byte[] value) {
    out.putShort(end, (short) (4 + value.length)).putShort(end + 2, (short) type);
    out.put(end + 4, value);
    end += (4 + value.length + 3) & ~3;
    return this;
  }

  /** Adds an attribute that is an int. */
  NetlinkRequest add(int type, int value) {
    out.putShort(end, (short) 8).putShort(end + 2, (short) type).putInt(end + 4, value);
    end += 8;
    return this;
  }

  /** Numbers it; it is complete then. */
  void seal(int sequence) {
    out.putInt(0, end).putInt(8, sequence);
  }

  long address() {
    return memory.address();
  }

  int bytes() {
    return end;
  }
}
