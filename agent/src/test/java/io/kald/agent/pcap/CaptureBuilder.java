package io.kald.agent.pcap;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Writes captures for tests, packet by packet on a clock of its own that starts at {@link #START}
 * and goes on by {@link #STEP} behind each packet.
 *
 * <pre>{@code
 * var capture = CaptureBuilder.pcapng();
 * capture.tcp("10.0.0.1", 40000, "10.0.0.2", 80).syn().synAck().ack().rst();
 * capture.after(1_000_000_000).echoRequest("10.0.0.1", "10.0.0.2", 1, 1);
 * CaptureSummary summary = capture.read(handler);
 * }</pre>
 */
public final class CaptureBuilder {
  /** Date of the first packet, in nanoseconds since 1970. */
  public static final long START = 1_700_000_000_000_000_000L;

  /** From one packet to the next in nanoseconds. */
  public static final long STEP = 100_000;

  private static final long BILLION = 1_000_000_000;

  private enum Layout {
    PCAP,
    PCAP_NANO,
    PCAPNG
  }

  // deps
  private final Layout layout;
  private final ByteOrder order;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  // state
  private int linkType;
  private long atNanos = START;
  private long frames;
  private int interfaceId;
  private byte[] lastIp = {};

  private CaptureBuilder(Layout layout, ByteOrder order, int linkType) {
    this.layout = layout;
    this.order = order;
    this.linkType = linkType;
    if (layout == Layout.PCAPNG) {
      section();
      describe(linkType, 9);
    } else {
      int magic = layout == Layout.PCAP ? PcapReader.MICROS : PcapReader.NANOS;
      ByteBuffer header = buffer(24).putInt(magic).putShort((short) 2).putShort((short) 4);
      write(header.putLong(0).putInt(262_144).putInt(linkType));
    }
  }

  /** Microseconds, little-endian, Ethernet: what tcpdump writes. */
  public static CaptureBuilder pcap() {
    return pcap(ByteOrder.LITTLE_ENDIAN, LinkTypes.ETHERNET);
  }

  /** Microseconds. */
  public static CaptureBuilder pcap(ByteOrder order, int linkType) {
    return new CaptureBuilder(Layout.PCAP, order, linkType);
  }

  /** Nanoseconds. */
  public static CaptureBuilder pcapNano(ByteOrder order, int linkType) {
    return new CaptureBuilder(Layout.PCAP_NANO, order, linkType);
  }

  /** One section with one interface: nanoseconds, little-endian, Ethernet. */
  public static CaptureBuilder pcapng() {
    return pcapng(ByteOrder.LITTLE_ENDIAN, LinkTypes.ETHERNET);
  }

  /** One section with one interface: nanoseconds. */
  public static CaptureBuilder pcapng(ByteOrder order, int linkType) {
    return new CaptureBuilder(Layout.PCAPNG, order, linkType);
  }

  /** Moves the clock to a date. */
  public CaptureBuilder at(long nanos) {
    atNanos = nanos;
    return this;
  }

  /** Moves the clock on. */
  public CaptureBuilder after(long nanos) {
    atNanos += nanos;
    return this;
  }

  /** Date of the next packet. */
  public long nowNanos() {
    return atNanos;
  }

  /** Number of the packet that was written last. */
  public long frame() {
    return frames;
  }

  /** The IP packet that was written last. */
  public byte[] lastIp() {
    return lastIp.clone();
  }

  /** Writes an IP packet in a frame of the link. */
  public CaptureBuilder ip(byte[] packet) {
    lastIp = packet.clone();
    return frame(framed(packet));
  }

  /** Writes any frame. */
  public CaptureBuilder frame(byte[] bytes) {
    return frame(bytes, bytes.length, "");
  }

  /**
   * Writes any frame.
   *
   * @param wireLength how long it was before it was cut
   * @param comment empty for none; needs pcapng
   */
  public CaptureBuilder frame(byte[] bytes, int wireLength, String comment) {
    if (layout == Layout.PCAPNG) {
      ByteBuffer body = buffer(20 + padded(bytes.length) + optionLength(comment) + 4);
      body.putInt(interfaceId).putInt((int) (atNanos >>> 32)).putInt((int) atNanos);
      body.putInt(bytes.length).putInt(wireLength).put(bytes);
      body.position(20 + padded(bytes.length));
      putOption(body, NgOptions.COMMENT, comment);
      block(NgReader.PACKET, body);
    } else {
      long fraction = atNanos % BILLION / (layout == Layout.PCAP ? 1000 : 1);
      ByteBuffer header = buffer(16).putInt((int) (atNanos / BILLION)).putInt((int) fraction);
      write(header.putInt(bytes.length).putInt(wireLength));
      out.writeBytes(bytes);
    }
    frames++;
    atNanos += STEP;
    return this;
  }

  /** Begins another section; its interfaces are counted from 0 again. */
  public CaptureBuilder section() {
    ByteBuffer body = buffer(16).putInt(NgReader.BYTE_ORDER).putShort((short) 1);
    return block(NgReader.SECTION, body.putShort((short) 0).putLong(-1));
  }

  /** Describes another interface of the section. */
  public CaptureBuilder describe(int link, int decimalResolution) {
    ByteBuffer body = buffer(8 + 8 + 4).putShort((short) link).putShort((short) 0).putInt(0);
    body.putShort((short) NgOptions.TIME_RESOLUTION).putShort((short) 1);
    return block(NgReader.INTERFACE, body.put((byte) decimalResolution));
  }

  /** The interface and link of the packets that follow. */
  public CaptureBuilder on(int id, int link) {
    interfaceId = id;
    linkType = link;
    return this;
  }

  /** Writes any pcapng block, with all of a body that is filled up to whole words. */
  public CaptureBuilder block(int type, ByteBuffer body) {
    int total = 12 + padded(body.capacity());
    ByteBuffer block = buffer(total).putInt(type).putInt(total).put(body.clear());
    write(block.putInt(total - 4, total));
    return this;
  }

  /** Writes bytes as they are. */
  public CaptureBuilder raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** A connection whose segments are written one by one. */
  public TcpTalk tcp(String client, int clientPort, String server, int serverPort) {
    return new TcpTalk(this, client, clientPort, server, serverPort);
  }

  /** Writes an echo request. */
  public CaptureBuilder echoRequest(String source, String target, int identifier, int sequence) {
    return ip(IpPackets.echoRequest(source, target, identifier, sequence));
  }

  /** Writes an echo reply. */
  public CaptureBuilder echoReply(String source, String target, int identifier, int sequence) {
    return ip(IpPackets.echoReply(source, target, identifier, sequence));
  }

  /** Writes an ICMP error about the IP packet that was written last. */
  public CaptureBuilder icmpError(String source, String target, int type, int code) {
    return ip(IpPackets.icmpError(source, target, type, code, lastIp));
  }

  /** A buffer in the byte order of the file. */
  public ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(order);
  }

  /** The capture so far. */
  public byte[] bytes() {
    return out.toByteArray();
  }

  /** The capture so far, packed. */
  public byte[] packed() {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** Writes the capture to a file. */
  public Path write(Path file) throws IOException {
    return Files.write(file, bytes());
  }

  /** Has the capture read. */
  public CaptureSummary read(PacketHandler handler) {
    return read(bytes(), handler);
  }

  /** Has any bytes read. */
  public static CaptureSummary read(byte[] capture, PacketHandler handler) {
    try {
      return CaptureReader.read(new ByteArrayInputStream(capture), handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] framed(byte[] ip) {
    boolean six = ip[0] >>> 4 == 6;
    int type = six ? 0x86DD : 0x0800;
    byte[] header =
        switch (linkType) {
          case LinkTypes.ETHERNET -> ByteBuffer.allocate(14).putShort(12, (short) type).array();
          case LinkTypes.LINUX_SLL -> ByteBuffer.allocate(16).putShort(14, (short) type).array();
          case LinkTypes.LINUX_SLL2 -> ByteBuffer.allocate(20).putShort(0, (short) type).array();
          case LinkTypes.NULL -> buffer(4).putInt(six ? 10 : 2).array();
          case LinkTypes.LOOP -> ByteBuffer.allocate(4).putInt(six ? 24 : 2).array();
          default -> new byte[0];
        };
    return ByteBuffer.allocate(header.length + ip.length).put(header).put(ip).array();
  }

  private void write(ByteBuffer bytes) {
    byte[] all = new byte[bytes.capacity()];
    bytes.get(0, all);
    out.writeBytes(all);
  }

  private static int padded(int length) {
    return (length + 3) & ~3;
  }

  private static int optionLength(String text) {
    return text.isEmpty() ? 0 : 4 + padded(text.getBytes(StandardCharsets.UTF_8).length);
  }

  private static void putOption(ByteBuffer to, int code, String text) {
    if (!text.isEmpty()) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      to.putShort((short) code).putShort((short) bytes.length).put(bytes);
    }
  }
}
