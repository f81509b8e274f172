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
  private JournalReader() {}

  /**
   * Hands out the whole lines of a file, without their ends.
   *
   * @return how much there was
   */
  public static Reading read(Path file, Consumer<String> lines) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    long count = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          lines.accept(line.toString(StandardCharsets.UTF_8));
          line.reset();
          count++;
        } else {
          line.write(b);
        }
      }
    }
    return new Reading(count, line.size());
  }

  /**
   * What a file held.
   *
   * @param lines whole lines
   * @param tornBytes bytes of a last line without an end: its writer was killed, or writes still
   */
  public record Reading(long lines, int tornBytes) {}
}
