package io.kald.agent.pcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One packet, as a view on the bytes of the capture that is moved from packet to packet: what is to
 * be kept must be copied. Accessors of a header are for packets whose {@link #content} has that
 * header; for others they return what an earlier packet left.
 */
public final class Packet {
  /** TCP flag. */
  public static final int FIN = 0x01;

  /** TCP flag. */
  public static final int SYN = 0x02;

  /** TCP flag. */
  public static final int RST = 0x04;

  /** TCP flag. */
  public static final int PSH = 0x08;

  /** TCP flag. */
  public static final int ACK = 0x10;

  private static final int SEGMENT_HEADER = 20;

  // The record; written by the format's reader.
  ByteBuffer bytes = ByteBuffer.allocate(0);
  ByteOrder order = ByteOrder.BIG_ENDIAN;
  long frame;
  long atNanos;
  int interfaceId;
  CaptureInterface captureInterface = new CaptureInterface("", LinkTypes.ETHERNET, 0);
  boolean severalPlaces;
  int linkType;
  int offset;
  int end;
  int wireLength;
  int optionsFrom;
  int optionsEnd;

  // What the decoders found.
  Content content = Content.UNKNOWN_LINK;
  int place;
  int ipVersion;
  int ipId;
  int protocol;
  boolean fragment;
  long sourceHigh;
  long sourceLow;
  long targetHigh;
  long targetLow;
  int transport;
  int transportLength;

  // A header's words as they came; most packets are asked for few of their fields.
  long portsAndSequence;
  long acknowledgementAndFlags;
  int payload;
  int payloadLength;
  int icmpType;
  int icmpCode;
  private @Nullable Packet quoted;

  Packet() {}

  /** Its number in the capture, from 1, as Wireshark counts. */
  public long frame() {
    return frame;
  }

  /** Its date in nanoseconds since 1970, UTC. */
  public long atNanos() {
    return atNanos;
  }

  /** Counts the interfaces of the capture from 0, over all sections. */
  public int interfaceId() {
    return interfaceId;
  }

  /** Where it was captured. */
  public CaptureInterface captureInterface() {
    return captureInterface;
  }

  /** A value of {@link LinkTypes}, or another. */
  public int linkType() {
    return linkType;
  }

  /** The window of the capture the packet lies in; only its bytes may be read. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** Index of the packet's first byte in {@link #bytes}. */
  public int offset() {
    return offset;
  }

  /** Bytes that were captured. */
  public int capturedLength() {
    return end - offset;
  }

  /** Bytes the packet had on the wire. */
  public int wireLength() {
    return wireLength;
  }

  /** The comments the capture gives it. */
  public List<String> comments() {
    return NgOptions.texts(bytes, order, optionsFrom, optionsEnd, NgOptions.COMMENT);
  }

  /** What it turned out to be. */
  public Content content() {
    return content;
  }

  /** Whether the capture may show the same packet at several places: interfaces or directions. */
  public boolean severalPlaces() {
    return severalPlaces;
  }

  /** A number for the interface and the direction it was seen at. */
  public int place() {
    return place;
  }

  /** 4 or 6. */
  public int ipVersion() {
    return ipVersion;
  }

  /** Identification of IPv4; 0 in IPv6. */
  public int ipId() {
    return ipId;
  }

  /** What IP carries, behind extension headers. */
  public int protocol() {
    return protocol;
  }

  /** Whether it is a part of an IP packet. */
  public boolean fragment() {
    return fragment;
  }

  /** High half of the source address; 0 for IPv4. */
  public long sourceHigh() {
    return sourceHigh;
  }

  /** Low half of the source address; see {@link Addresses#mapped}. */
  public long sourceLow() {
    return sourceLow;
  }

  /** High half of the target address; 0 for IPv4. */
  public long targetHigh() {
    return targetHigh;
  }

  /** Low half of the target address; see {@link Addresses#mapped}. */
  public long targetLow() {
    return targetLow;
  }

  /** The source address as text. */
  public String source() {
    return Addresses.text(ipVersion, sourceHigh, sourceLow);
  }

  /** The target address as text. */
  public String target() {
    return Addresses.text(ipVersion, targetHigh, targetLow);
  }

  /** TCP or UDP port. */
  public int sourcePort() {
    return (int) (portsAndSequence >>> 48);
  }

  /** Both ports, the source's in the upper half. */
  public int ports() {
    return (int) (portsAndSequence >>> 32);
  }

  /** TCP or UDP port. */
  public int targetPort() {
    return (int) (portsAndSequence >>> 32) & 0xFFFF;
  }

  /** TCP sequence number, 32 bits. */
  public int sequence() {
    return (int) portsAndSequence;
  }

  /** TCP acknowledgement number, 32 bits. */
  public int acknowledgement() {
    return (int) (acknowledgementAndFlags >>> 32);
  }

  /** The low eight TCP flags. */
  public int flags() {
    return (int) (acknowledgementAndFlags >>> 16) & 0xFF;
  }

  /** TCP window, not scaled. */
  public int window() {
    return (int) acknowledgementAndFlags & 0xFFFF;
  }

  /** Index in {@link #bytes} of the first byte behind the TCP, UDP or echo header. */
  public int payload() {
    return payload;
  }

  /** Payload bytes on the wire. */
  public int payloadLength() {
    return payloadLength;
  }

  /** Payload bytes that were captured. */
  public int payloadCaptured() {
    return Math.max(0, Math.min(payloadLength, end - payload));
  }

  /** TCP's own time stamp, 0 to 2<sup>32</sup>-1, or -1 when the segment has none. */
  public long tcpTimestamp() {
    return TransportDecoder.timestamp(bytes, transport + SEGMENT_HEADER, Math.min(payload, end));
  }

  /** ICMP or ICMPv6 type. */
  public int icmpType() {
    return icmpType;
  }

  /** ICMP or ICMPv6 code. */
  public int icmpCode() {
    return icmpCode;
  }

  /** Identifier of an echo in the upper half, its sequence number in the lower. */
  public int echo() {
    return bytes.getInt(transport + 4);
  }

  /** Identifier of an echo. */
  public int echoIdentifier() {
    return bytes.getShort(transport + 4) & 0xFFFF;
  }

  /** Sequence number of an echo. */
  public int echoSequence() {
    return bytes.getShort(transport + 6) & 0xFFFF;
  }

  /** Whether this is an echo request. */
  public boolean isEchoRequest() {
    return icmpType == (ipVersion == 4 ? 8 : 128);
  }

  /** Whether this is an echo reply. */
  public boolean isEchoReply() {
    return icmpType == (ipVersion == 4 ? 0 : 129);
  }

  /**
   * The packet that an ICMP error is about, as far as it is quoted; of TCP at least ports and
   * sequence number. Null when this is no such error or too little is quoted.
   */
  public @Nullable Packet quoted() {
    if (!TransportDecoder.isError(ipVersion, icmpType, icmpCode)) {
      return null;
    }
    Packet inner = quoted == null ? new Packet() : quoted;
    quoted = inner;
    inner.bytes = bytes;
    inner.frame = frame;
    inner.atNanos = atNanos;
    inner.offset = transport + TransportDecoder.ICMP_HEADER;
    inner.end = end;
    IpDecoder.decode(inner, inner.offset, true);
    return inner.content == Content.TCP || inner.content == Content.ICMP ? inner : null;
  }
}
