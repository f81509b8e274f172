package io.kald.sccp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;

/**
 * What writers of fixed layouts share. Text travels as ISO 8859-1, one byte a character, so that
 * whatever bytes a peer puts into a text come through unharmed, UTF-8 included.
 */
final class Layout {
  private Layout() {}

  /** Rejects a text that its field could not carry. */
  static void checkText(String field, String text, int width) {
    if (text.length() > width) {
      throw new IllegalArgumentException(
          field + ": " + text.length() + " characters (expected: <= " + width + ")");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || c > 0xff) {
        throw new IllegalArgumentException(
            field + ": character " + (int) c + " at " + i + " (expected: 1 ~ 255)");
      }
    }
  }

  /** Rejects bytes that do not fill their field. */
  static void checkWidth(String field, Octets octets, int width) {
    if (octets.length() != width) {
      throw new IllegalArgumentException(
          field + ": " + octets.length() + " bytes (expected: " + width + ")");
    }
  }

  /** Rejects a number that its field could not carry. */
  static void checkRange(String field, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(field + ": " + value + " (expected: 0 ~ " + max + ")");
    }
  }

  static void text(ByteBuf out, String text, int width) {
    out.writeCharSequence(text, ISO_8859_1);
    out.writeZero(width - text.length());
  }

  static void terminated(ByteBuf out, String text) {
    out.writeCharSequence(text, ISO_8859_1);
    out.writeByte(0);
  }
}
