package io.kald.agent.pcap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The options at the end of a pcapng block. */
final class NgOptions {
  static final int COMMENT = 1;
  static final int NAME = 2;
  static final int TIME_RESOLUTION = 9;
  static final int TIME_OFFSET = 14;
  static final int DROPPED_BY_INTERFACE = 5;
  static final int DROPPED_BY_SYSTEM = 7;

  private static final int END = 0;

  private NgOptions() {}

  /** Finds the texts of all options of one kind; what does not fit is left out. */
  static List<String> texts(ByteBuffer bytes, ByteOrder order, int from, int end, int wanted) {
    List<String> texts = new ArrayList<>();
    visit(
        bytes,
        order,
        from,
        end,
        (code, at, length) -> {
          if (code == wanted) {
            texts.add(text(bytes, at, length));
          }
        });
    return List.copyOf(texts);
  }

  /** Goes through the options until their end, or until one does not fit. */
  static void visit(ByteBuffer bytes, ByteOrder order, int from, int end, Visitor visitor) {
    int at = from;
    while (end - at >= 4) {
      int code = sixteen(bytes, order, at);
      int length = sixteen(bytes, order, at + 2);
      if (code == END || end - at - 4 < length) {
        return;
      }
      visitor.onOption(code, at + 4, length);
      at += 4 + ((length + 3) & ~3);
    }
  }

  static String text(ByteBuffer bytes, int at, int length) {
    byte[] text = new byte[length];
    bytes.get(at, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static int sixteen(ByteBuffer bytes, ByteOrder order, int at) {
    short value = bytes.getShort(at);
    return (order == ByteOrder.BIG_ENDIAN ? value : Short.reverseBytes(value)) & 0xFFFF;
  }

  /** Takes one option. */
  @FunctionalInterface
  interface Visitor {
    /** An option of a kind, and where its value lies. */
    void onOption(int code, int at, int length);
  }
}
