package io.kald.agent.store;

import java.io.BufferedInputStream;
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

  private JournalReader() {}

  /**
   * Hands out the whole lines of a file, without their ends.
   *
   * @return how much there was
   */
  public static Reading read(Path file, Consumer<String> lines) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    long length = 0;
    long count = 0;
    long tooLong = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b != '\n') {
          if (++length <= LONGEST) {
            line.write(b);
          }
          continue;
        }
        count++;
        if (length > LONGEST) {
          tooLong++;
        } else {
          lines.accept(line.toString(StandardCharsets.UTF_8));
        }
        line.reset();
        length = 0;
      }
    }
    return new Reading(count, length, tooLong);
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
