package io.kald.agent.advise;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** The lines of a text that somebody else wrote: no line and no text may be without an end. */
final class TextLines {
  /** No tool's line is longer; what is longer is passed over. */
  static final int LONGEST = 10_000;

  private static final int MOST_IN_A_LINE = 1_000_000;
  private static final long MOST_CHARS = 1L << 30;

  // deps
  private final Reader in;

  // state
  private final StringBuilder line = new StringBuilder();
  private long taken;

  TextLines(Reader in) {
    this.in = in;
  }

  /**
   * The next line without its end, empty when it is too long; null at the end of the text. Either
   * half of a carriage return with a line feed ends a line.
   *
   * @throws EndlessException when this can be no output of ping
   */
  @Nullable String next() throws IOException {
    line.setLength(0);
    int length = 0;
    int next = in.read();
    if (next < 0) {
      return null;
    }
    for (; next >= 0 && next != '\n' && next != '\r'; next = in.read()) {
      if (++length <= LONGEST) {
        line.append((char) next);
      }
      if (length > MOST_IN_A_LINE) {
        throw new EndlessException(
            "a line of more than "
                + MOST_IN_A_LINE
                + " characters, from character "
                + taken
                + " on");
      }
    }
    taken += length + 1;
    if (taken > MOST_CHARS) {
      throw new EndlessException("more than " + MOST_CHARS + " characters");
    }
    return length > LONGEST ? "" : line.toString();
  }

  /** More than is read of anything. */
  static final class EndlessException extends IOException {
    private static final long serialVersionUID = 1;

    EndlessException(String message) {
      super(message);
    }
  }
}
