package io.kald.agent.pcap;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a pcapng file of one little-endian section; time stamps in nanoseconds. What was written
 * before {@link #flush} can be read by others.
 */
public final class PcapngWriter implements Closeable, Flushable {
  private static final int PROGRAM = 4;
  private static final byte NANOSECONDS = 9;
  private static final int LONGEST_OPTION = 0xFFFF;
  private static final int BUFFER = 1 << 16;

  // deps
  private final OutputStream out;

  // state
  private ByteBuffer block = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
  private int interfaces;
  private long written;

  /**
   * Begins a file.
   *
   * @param out closed with the writer; best buffered
   * @param comments of the whole file
   */
  public PcapngWriter(OutputStream out, List<String> comments) throws IOException {
    this.out = out;
    begin(NgReader.SECTION, 64 + textLengths(comments));
    block.putInt(NgReader.BYTE_ORDER).putShort((short) 1).putShort((short) 0).putLong(-1);
    putTexts(NgOptions.COMMENT, comments);
    putTexts(PROGRAM, List.of("kald"));
    end();
  }

  /**
   * Describes an interface.
   *
   * @return its number, from 0
   */
  public int addInterface(CaptureInterface described) throws IOException {
    List<String> name = described.name().isEmpty() ? List.of() : List.of(described.name());
    begin(NgReader.INTERFACE, 64 + textLengths(name));
    block.putShort((short) described.linkType()).putShort((short) 0);
    block.putInt((int) described.snapLength());
    putTexts(NgOptions.NAME, name);
    block.putShort((short) NgOptions.TIME_RESOLUTION).putShort((short) 1).putInt(NANOSECONDS);
    end();
    return interfaces++;
  }

  /**
   * Writes a packet.
   *
   * @param interfaceId what {@link #addInterface} returned
   * @param atNanos its date in nanoseconds since 1970; the format knows none before
   * @param wireLength how long it was before it was cut
   * @param frame its remaining bytes, which are not moved; at most 262,144
   * @param comments of the packet; of one longer than 65,535 bytes the beginning
   */
  public void write(
      int interfaceId, long atNanos, int wireLength, ByteBuffer frame, List<String> comments)
      throws IOException {
    int captured = frame.remaining();
    if (interfaceId < 0 || interfaceId >= interfaces) {
      throw new IllegalArgumentException(
          "interfaceId: " + interfaceId + " (expected: < " + interfaces + ")");
    }
    if (captured > PcapReader.MOST_CAPTURED) {
      throw new IllegalArgumentException(
          "frame: " + captured + " bytes (expected: <= " + PcapReader.MOST_CAPTURED + ")");
    }
    long stamp = Math.max(0, atNanos);
    begin(NgReader.PACKET, 64 + captured + textLengths(comments));
    block.putInt(interfaceId).putInt((int) (stamp >>> 32)).putInt((int) stamp);
    block.putInt(captured).putInt(wireLength);
    block.put(block.position(), frame, frame.position(), captured);
    block.position(block.position() + captured);
    pad();
    putTexts(NgOptions.COMMENT, comments);
    end();
  }

  /** Writes a packet of another capture, with comments in place of its own. */
  public void write(int interfaceId, Packet packet, List<String> comments) throws IOException {
    ByteBuffer frame = packet.bytes().duplicate().clear();
    frame.position(packet.offset()).limit(packet.offset() + packet.capturedLength());
    write(interfaceId, packet.atNanos(), packet.wireLength(), frame, comments);
  }

  /** Bytes written so far. */
  public long written() {
    return written;
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /**
   * Begins a block.
   *
   * @param most bytes it can become long
   */
  private void begin(int type, int most) {
    if (block.capacity() < most) {
      block = ByteBuffer.allocate(most).order(ByteOrder.LITTLE_ENDIAN);
    }
    block.clear().putInt(type).putInt(0);
  }

  private void end() throws IOException {
    // An option of kind 0 and length 0 is the last.
    block.putInt(0);
    int total = block.position() + Integer.BYTES;
    block.putInt(total).putInt(4, total);
    out.write(block.array(), block.arrayOffset(), total);
    written += total;
  }

  private void putTexts(int kind, List<String> texts) {
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int length = fitting(bytes);
      block.putShort((short) kind).putShort((short) length).put(bytes, 0, length);
      pad();
    }
  }

  /** Ends before a character that does not fit as a whole. */
  private static int fitting(byte[] text) {
    int length = Math.min(text.length, LONGEST_OPTION);
    while (length < text.length && (text[length] & 0xC0) == 0x80) {
      length--;
    }
    return length;
  }

  private void pad() {
    while (block.position() % Integer.BYTES != 0) {
      block.put((byte) 0);
    }
  }

  private static int textLengths(List<String> texts) {
    // A char becomes three bytes at most.
    int sum = 0;
    for (String text : texts) {
      sum += Math.min(text.length() * 3, LONGEST_OPTION) + 8;
    }
    return sum;
  }
}
