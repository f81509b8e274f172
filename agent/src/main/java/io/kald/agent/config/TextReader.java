package io.kald.agent.config;

import java.io.Reader;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * The scanner's view of a text that is all there. The one it brings copies its window for each
 * kilobyte it looks ahead, so that one word of some megabytes takes minutes; this one copies
 * nothing. It counts UTF-16 units, as editors do, and its marks hold no piece of the file.
 */
final class TextReader extends StreamReader {
  private static final int[] NOTHING = {};

  // deps
  private final String text;

  // state
  private int at;
  private int line;
  private int lineStart;
  private int documentStart;
  private Mark mark = new Mark("", 0, 0, 0, NOTHING, 0);

  TextReader(String text) {
    super(Reader.nullReader());
    this.text = text;
  }

  @Override
  public Mark getMark() {
    if (mark.getIndex() != at) {
      mark = new Mark("", at, line, at - lineStart, NOTHING, 0);
    }
    return mark;
  }

  @Override
  public void forward() {
    if (at < text.length()) {
      char c = text.charAt(at++);
      if (isBreak(c)) {
        line++;
        lineStart = at;
      }
    }
  }

  @Override
  public void forward(int length) {
    for (int i = 0; i < length; i++) {
      forward();
    }
  }

  private boolean isBreak(char c) {
    return c == '\n'
        || c == '\u0085'
        || c == '\u2028'
        || c == '\u2029'
        || (c == '\r' && peek() != '\n' && at < text.length());
  }

  @Override
  public int peek() {
    return peek(0);
  }

  /** The unit some places on, or 0 behind the end. */
  @Override
  public int peek(int index) {
    return index < text.length() - at ? text.charAt(at + index) : 0;
  }

  @Override
  public String prefix(int length) {
    return text.substring(at, Math.min(text.length(), at + length));
  }

  /** As the scanner's own: what it takes never holds a line break. */
  @Override
  public String prefixForward(int length) {
    String prefix = prefix(length);
    at += prefix.length();
    return prefix;
  }

  @Override
  public int getColumn() {
    return at - lineStart;
  }

  @Override
  public int getDocumentIndex() {
    return at - documentStart;
  }

  @Override
  public void resetDocumentIndex() {
    documentStart = at;
  }

  @Override
  public int getIndex() {
    return at;
  }

  @Override
  public int getLine() {
    return line;
  }
}
