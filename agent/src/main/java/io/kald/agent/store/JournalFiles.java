package io.kald.agent.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
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

  private static final String THINNED = ".transitions.jsonl";
  private static final String UNFINISHED = ".tmp";

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

  /** Whether the probes of a file have been left out. */
  static boolean isThinned(Path file) {
    return name(file).endsWith(THINNED);
  }

  /** The name of a file whose probes have been left out. */
  static Path thinned(Path file) {
    return file.resolveSibling(name(file).replaceFirst("\\.jsonl$", THINNED));
  }

  /** The name of a file that is being written anew. */
  static Path unfinished(Path file) {
    return file.resolveSibling(name(file) + UNFINISHED);
  }

  /** Deletes what a process that was killed has not finished. */
  static void deleteUnfinished(Path directory) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(directory, "kald-*.jsonl" + UNFINISHED)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
