package io.kald.agent.store;

import io.kald.agent.text.TextInput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads a journal's file to its last whole line; the current file may be read at any time. */
public final class JournalReader {
  /** Bytes of a line; kald writes none that is longer, and a longer one is not handed out. */
  public static final int LONGEST = 1 << 18;

  /** Looked through at once: to ask a stream for byte after byte takes 25 times as long. */
  private static final int BLOCK = 1 << 16;

  private JournalReader() {}

  /**
   * Hands out the whole lines of a file, without their ends.
   *
   * @return how much there was
   */
  public static Reading read(Path file, Consumer<String> lines) throws IOException {
    return read(file, lines, Long.MAX_VALUE);
  }

  /**
   * The same of what may be no journal.
   *
   * @throws IOException also when it is a pipe or a device, or has a line that does not end
   */
  static Reading readForeign(Path file, Consumer<String> lines) throws IOException {
    TextInput.requireFile(file); // Some read it twice.
    return read(file, lines, TextInput.MOST_IN_A_LINE);
  }

  private static Reading read(Path file, Consumer<String> lines, long longest) throws IOException {
    Line line = new Line(lines);
    long at = 0;
    byte[] block = new byte[BLOCK];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(block); count >= 0; count = in.read(block)) {
        line.take(block, count);
        at += count;
        if (line.length > longest) {
          throw TextInput.endless(at - line.length);
        }
      }
    }
    return new Reading(line.count, line.length, line.tooLong);
  }

  /** The line that is being read, and those before it. */
  private static final class Line {
    private final Consumer<String> lines;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(512);
    private long length;
    private long count;
    private long tooLong;

    Line(Consumer<String> lines) {
      this.lines = lines;
    }

    void take(byte[] block, int end) {
      int from = 0;
      for (int at = 0; at < end; at++) {
        if (block[at] == '\n') {
          add(block, from, at);
          end();
          from = at + 1;
        }
      }
      add(block, from, end);
    }

    private void add(byte[] block, int from, int to) {
      length += to - from;
      if (length <= LONGEST) {
        begun.write(block, from, to - from);
      }
    }

    private void end() {
      count++;
      if (length > LONGEST) {
        tooLong++;
      } else {
        lines.accept(begun.toString(StandardCharsets.UTF_8));
      }
      begun.reset();
      length = 0;
    }
  }

  /**
   * What a file held.
   *
   * @param lines whole lines, those that are too long among them
   * @param tornBytes bytes of a last line without an end: its writer was killed, or writes still
   * @param tooLong lines that were not handed out, for they have more than {@value #LONGEST} bytes
   */
  public record Reading(long lines, long tornBytes, long tooLong) {}
}
