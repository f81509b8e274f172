package io.kald.agent.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The files of a journal: {@code kald-20261121T030000.123Z.jsonl}, in the order of their names. */
public final class JournalFiles {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'kald-'uuuuMMdd'T'HHmmss.SSS'Z.jsonl'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private JournalFiles() {}

  /** The journal's files, oldest first; files of other names are not looked at. */
  public static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().matches("kald-\\d{8}T\\d{6}.*\\.jsonl"))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** A name that is not taken, dated {@code now} or up to a few milliseconds later. */
  static Path fresh(Path directory, Instant now) {
    Instant date = now;
    Path file = directory.resolve(NAME.format(date));
    while (Files.exists(file)) {
      date = date.plusMillis(1);
      file = directory.resolve(NAME.format(date));
    }
    return file;
  }

  /** Deletes the oldest files until the others leave {@code roomBytes} of {@code totalBytes}. */
  static void makeRoom(Path directory, long roomBytes, long totalBytes) throws IOException {
    List<Path> files = list(directory);
    long sum = 0;
    for (Path file : files) {
      sum += Files.size(file);
    }
    for (Path file : files) {
      if (sum + roomBytes <= totalBytes) {
        return;
      }
      sum -= Files.size(file);
      Files.delete(file);
    }
  }
}
