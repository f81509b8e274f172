package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;

/** Bytes that never change, compared by value. Safe on any thread. */
public final class Octets {
  /** No bytes at all. */
  public static final Octets NONE = new Octets(new byte[0]);

  private final byte[] bytes;

  private Octets(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies {@code bytes}. */
  public static Octets of(byte... bytes) {
    return bytes.length == 0 ? NONE : new Octets(bytes.clone());
  }

  /** This many zero bytes. */
  public static Octets zeros(int length) {
    return length == 0 ? NONE : new Octets(new byte[length]);
  }

  /** Takes {@code length} readable bytes of {@code in}, and zeros up to {@code width}. */
  static Octets read(ByteBuf in, int length, int width) {
    if (width == 0) {
      return NONE;
    }
    byte[] bytes = new byte[width];
    in.readBytes(bytes, 0, length);
    return new Octets(bytes);
  }

  public int length() {
    return bytes.length;
  }

  /**
   * One byte, 0 to 255.
   *
   * @throws ArrayIndexOutOfBoundsException if there is none at {@code index}
   */
  public int at(int index) {
    return bytes[index] & 0xff;
  }

  /** A copy. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Appends all bytes to {@code out}. */
  public void writeTo(ByteBuf out) {
    out.writeBytes(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The bytes in hex. */
  @Override
  public String toString() {
    return ByteBufUtil.hexDump(bytes);
  }
}
