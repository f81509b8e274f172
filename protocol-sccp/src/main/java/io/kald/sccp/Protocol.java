package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * The highest protocol version one side speaks, and its abilities.
 *
 * @param version 0 to 255; 3 to 22 are in use
 * @param flags unknown; 0 to 255
 * @param features bits: 0x0010 UTF-8, 0x0080 dynamic messages, 0x0200 RFC 2833, 0x8000 abbreviated
 *     dialling; 0 to 65535
 */
public record Protocol(int version, int flags, int features) {
  /** Nothing known. */
  public static final Protocol NONE = new Protocol(0, 0, 0);

  /** Checks the numbers. */
  public Protocol {
    Layout.checkRange("version", version, 0xff);
    Layout.checkRange("flags", flags, 0xff);
    Layout.checkRange("features", features, 0xffff);
  }

  static Protocol read(Body in) {
    return new Protocol(
        in.uint8(0), // 0
        in.uint8(0), // 1
        in.uint16(0)); // 2
  }

  void write(ByteBuf out) {
    out.writeByte(version);
    out.writeByte(flags);
    out.writeShortLE(features);
  }
}
