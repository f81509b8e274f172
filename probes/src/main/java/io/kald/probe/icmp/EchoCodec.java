package io.kald.probe.icmp;

import java.nio.ByteBuffer;

/**
 * Writes echo requests and recognises what answers them. The payload begins with a key: {@code u64
 * cookie, u32 index, u32 generation, u64 sequence}, big-endian; the rest is zero. Identifier and
 * sequence number of the ICMP header have 16 bits each, and a ping socket chooses the first, so
 * neither can tell a hundred thousand probes apart. Buffers must be big-endian.
 */
final class EchoCodec {
  static final int HEADER_BYTES = 8;
  static final int KEY_BYTES = 24;

  private static final int COMPLETE_BYTES = HEADER_BYTES + KEY_BYTES;

  private final IcmpVersion version;
  private final int identifier;
  private final long cookie;
  private final boolean writesChecksum;

  /**
   * A codec of one socket.
   *
   * @param cookie tells this socket's packets from everybody else's
   * @param writesChecksum whether the kernel leaves the checksum to the sender
   */
  EchoCodec(IcmpVersion version, int identifier, long cookie, boolean writesChecksum) {
    this.version = version;
    this.identifier = identifier;
    this.cookie = cookie;
    this.writesChecksum = writesChecksum;
  }

  /** Writes header and key; what follows must be zero, for the checksum leaves it out. */
  void write(ByteBuffer out, int at, int index, int generation, long sequence) {
    out.putInt(at, version.requestType << 24);
    out.putShort(at + 4, (short) identifier);
    out.putShort(at + 6, (short) sequence);
    out.putLong(at + 8, cookie);
    out.putInt(at + 16, index);
    out.putInt(at + 20, generation);
    out.putLong(at + 24, sequence);
    if (writesChecksum) {
      out.putShort(at + 2, checksum(out, at));
    }
  }

  /** Whether these bytes are an echo reply under this socket's identifier, complete or not. */
  boolean isReply(ByteBuffer in, int at, int length) {
    return isHeader(in, at, length, version.replyType);
  }

  /** Whether these bytes begin like an echo request of this socket: what an ICMP error quotes. */
  boolean isRequest(ByteBuffer in, int at, int length) {
    return isHeader(in, at, length, version.requestType);
  }

  private boolean isHeader(ByteBuffer in, int at, int length, int type) {
    return length >= HEADER_BYTES
        && (in.get(at) & 0xff) == type
        && (in.getShort(at + 4) & 0xffff) == identifier;
  }

  /** Whether the whole key is there. */
  static boolean isComplete(int length) {
    return length >= COMPLETE_BYTES;
  }

  /** Whether a complete packet's key is one of this socket's. */
  boolean isOurs(ByteBuffer in, int at) {
    return in.getLong(at + 8) == cookie;
  }

  static int index(ByteBuffer in, int at) {
    return in.getInt(at + 16);
  }

  static int generation(ByteBuffer in, int at) {
    return in.getInt(at + 20);
  }

  static long sequence(ByteBuffer in, int at) {
    return in.getLong(at + 24);
  }

  /** The sequence number of the ICMP header: the low 16 bits of the key's. */
  static int shortSequence(ByteBuffer in, int at) {
    return in.getShort(at + 6) & 0xffff;
  }

  // RFC 1071, two words at a time; the checksum field is still zero.
  private static short checksum(ByteBuffer in, int at) {
    long sum = 0;
    for (int i = 0; i < COMPLETE_BYTES; i += Integer.BYTES) {
      sum += in.getInt(at + i) & 0xffff_ffffL;
    }
    sum = (sum >>> 32) + (sum & 0xffff_ffffL);
    sum = (sum >>> 16) + (sum & 0xffff);
    sum = (sum >>> 16) + (sum & 0xffff);
    sum = (sum >>> 16) + (sum & 0xffff);
    return (short) ~sum;
  }
}
