package io.kald.agent.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes to text: UTF-8 only, and nothing in it that no editor would have put there. */
final class SourceText {
  static final int MAX_BYTES = 64 << 20;
  private static final char BOM = '\uFEFF';

  private SourceText() {}

  /** The text, or null after noting why it is none. */
  static @Nullable String decode(byte[] bytes, Problems problems) {
    if (bytes.length > MAX_BYTES) {
      tooLarge(problems);
      return null;
    }
    if (isUtf16(bytes)) {
      problems.add(1, 1, "", "the file is UTF-16 (expected: UTF-8)");
      return null;
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      return check(decoder.decode(in).toString(), problems);
    } catch (CharacterCodingException e) {
      malformed(bytes, problems);
      return null;
    }
  }

  /**
   * Refuses a file that is too large before a byte of it takes memory.
   *
   * @throws ConfigException when it is
   */
  static void checkSize(Path file, Problems problems) throws IOException, ConfigException {
    if (Files.isRegularFile(file) && Files.size(file) > MAX_BYTES) {
      tooLarge(problems);
      problems.throwIfAny();
    }
  }

  private static void tooLarge(Problems problems) {
    problems.add(1, 1, "", "the file is larger than 64MiB (expected: at most 64MiB)");
  }

  private static boolean isUtf16(byte[] bytes) {
    int first = bytes.length < 2 ? 0 : ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
    return first == 0xfeff || first == 0xfffe;
  }

  private static void malformed(byte[] bytes, Problems problems) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    String before = out.flip().toString();
    String found = result.isError() ? hex(bytes, in.position(), result.length()) : "the end";
    Place place = Place.after(before, before.length());
    problems.add(
        place.line(), place.column(), "", "not UTF-8: " + found + " (expected: text in UTF-8)");
  }

  private static String hex(byte[] bytes, int from, int length) {
    StringBuilder out = new StringBuilder("bytes");
    for (byte b : Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length))) {
      out.append(String.format(" %02x", b & 0xff));
    }
    return out.toString();
  }

  /** The text without byte order mark, or null after noting a character no text has. */
  static @Nullable String check(String text, Problems problems) {
    String body = text.isEmpty() || text.charAt(0) != BOM ? text : text.substring(1);
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if ((c >= ' ' && c < 127) || c == '\n' || c == '\t' || c == '\r') {
        continue;
      }
      int point = body.codePointAt(i);
      if (!isText(point)) {
        Place place = Place.after(body, i);
        problems.add(place.line(), place.column(), "", describe(point));
        return null;
      }
      i += Character.charCount(point) - 1;
    }
    return body;
  }

  private static boolean isText(int point) {
    return point == 0x85
        || (point >= 0xa0 && point <= 0xd7ff)
        || (point >= 0xe000 && point <= 0xfffd)
        || point >= 0x10000;
  }

  private static String describe(int point) {
    return point == 0
        ? "a NUL byte: this is not a text file (expected: text in UTF-8)"
        : String.format("control character U+%04X (expected: text in UTF-8)", point);
  }

  /** A place in a text, both from 1. */
  record Place(int line, int column) {
    static Place after(String text, int end) {
      int line = 1;
      int start = 0;
      for (int i = 0; i < end; i++) {
        char c = text.charAt(i);
        boolean lineFeedFollows = i + 1 < text.length() && text.charAt(i + 1) == '\n';
        if (c == '\n' || (c == '\r' && !lineFeedFollows)) {
          line++;
          start = i + 1;
        }
      }
      return new Place(line, end - start + 1);
    }
  }
}
