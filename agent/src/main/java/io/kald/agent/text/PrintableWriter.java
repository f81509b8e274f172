package io.kald.agent.text;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes text as {@link Printable} shows it, whatever names, hosts and messages from elsewhere are
 * in it. Line ends and tabs pass. So do, to a terminal, the few sequences that kald itself draws
 * with: colours, erasing, lines up. Each sequence must come in one piece.
 */
public final class PrintableWriter extends FilterWriter {
  private static final char ESCAPE = 0x1b;
  private static final int LONGEST_SEQUENCE = 12;
  private static final Pattern DRAWING =
      Pattern.compile("\u001b\\[([0-9;]{0,8}m|[KJ]|[0-9]{1,5}A)");

  private final boolean terminal;

  /**
   * A writer in front of another.
   *
   * @param terminal whether that one draws
   */
  public PrintableWriter(Writer to, boolean terminal) {
    super(to);
    this.terminal = terminal;
  }

  @Override
  public void write(int c) throws IOException {
    write(new char[] {(char) c}, 0, 1);
  }

  @Override
  public void write(String text, int from, int length) throws IOException {
    write(text.toCharArray(), from, length);
  }

  @Override
  public void write(char[] text, int from, int length) throws IOException {
    int end = from + length;
    int passed = from;
    int at = from;
    while (at < end) {
      int next = at + passes(text, at, end);
      if (next == at) {
        out.write(text, passed, at - passed);
        StringBuilder escaped = new StringBuilder();
        Printable.escape(escaped, text[at]);
        out.write(escaped.toString());
        next = at + 1;
        passed = next;
      }
      at = next;
    }
    out.write(text, passed, end - passed);
  }

  /** How many characters from here on pass together; 0: this one does not. */
  private int passes(char[] text, int at, int end) {
    char c = text[at];
    if ((c >= ' ' && c < 0x7f) || c == '\n' || c == '\r' || c == '\t') {
      return 1;
    }
    if (c == ESCAPE && terminal) {
      String rest = new String(text, at, Math.min(LONGEST_SEQUENCE, end - at));
      Matcher drawing = DRAWING.matcher(rest);
      return drawing.lookingAt() ? drawing.end() : 0;
    }
    int codePoint = Character.codePointAt(text, at, end);
    return Printable.shows(codePoint) ? Character.charCount(codePoint) : 0;
  }
}
