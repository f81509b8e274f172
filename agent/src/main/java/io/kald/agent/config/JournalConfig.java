package io.kald.agent.config;

import io.kald.schema.Durations;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import io.kald.schema.Types;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The journal: one JSON line for each probe and each transition.
 *
 * @param directory where its files are, or null: no journal
 * @param probes which probes are written; transitions always are
 * @param fileSizeBytes a file that reaches it is followed by a new one
 * @param fileAgeNanos a file that has been written to for so long is followed by a new one
 * @param totalSizeBytes the oldest files go when all together are larger; at least twice
 *     fileSizeBytes
 * @param transitionsAgeNanos for so long transitions are kept when their probes have gone; 0: both
 *     go together
 */
public record JournalConfig(
    @Nullable Path directory,
    Probes probes,
    long fileSizeBytes,
    long fileAgeNanos,
    long totalSizeBytes,
    long transitionsAgeNanos) {
  /** Which probes get a line. */
  public enum Probes {
    ALL,
    /** Those that were not answered, whatever the reason. */
    FAILURES,
    NONE;

    /** The word used in configuration. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final long KIB = 1L << 10;
  private static final long GIB = 1L << 30;
  private static final long TIB = 1L << 40;

  static final Key<Optional<String>> DIRECTORY =
      Key.of(
          "directory",
          Types.text("<directory>", "a directory", Secrets::isPath, ".").orWord("none"),
          "none",
          "Where the journal's files are written; `none` keeps no journal. A relative name starts"
              + " at the configuration file.");

  static final Key<Probes> PROBES =
      Key.of(
          "probes",
          Types.oneOf(List.of(Probes.values()), Probes::word),
          "all",
          "Which probes get a line. An audit needs `all`. Transitions are always written.");

  static final Key<Long> FILE_SIZE =
      Key.of(
          "file-size",
          Types.size(64 * KIB, 64 * GIB),
          "64MiB",
          "A file that reaches this size is followed by a new one.");

  static final Key<Long> FILE_AGE =
      Key.of(
          "file-age",
          Types.duration(Durations.MINUTE, 366 * Durations.DAY),
          "24h",
          "A file this old is followed by a new one, however small it is.");

  static final Key<Long> TOTAL_SIZE =
      Key.of(
          "total-size",
          Types.size(128 * KIB, 64 * TIB),
          "1GiB",
          "Probes of the oldest files are removed when all files together are larger. At least"
              + " twice `file-size`.");

  static final Key<Long> TRANSITIONS_AGE =
      Key.of(
          "transitions-age",
          Types.duration(0, 3_660 * Durations.DAY),
          "90d",
          "For so long transitions, reloads and everything else but probes are kept after the probes"
              + " beside them had to go, within half of `total-size`; `0s`: both go together.");

  static final Keys KEYS =
      Keys.of(
          "journal",
          "One JSON line for each probe and each transition.",
          DIRECTORY,
          PROBES,
          FILE_SIZE,
          FILE_AGE,
          TOTAL_SIZE,
          TRANSITIONS_AGE);

  static JournalConfig read(Section in, Directories directories) {
    Path directory = directories.read(in, DIRECTORY, true);
    long fileSize = in.value(FILE_SIZE);
    long totalSize = in.value(TOTAL_SIZE);
    Probes probes = in.value(PROBES);
    long fileAge = in.value(FILE_AGE);
    RollingFiles.checkRoom(in, FILE_SIZE, TOTAL_SIZE);
    return new JournalConfig(
        directory, probes, fileSize, fileAge, totalSize, in.value(TRANSITIONS_AGE));
  }
}
