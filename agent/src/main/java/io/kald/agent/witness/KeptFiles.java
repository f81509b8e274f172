package io.kald.agent.witness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Capture files that are dated in their names, and room for new ones. */
final class KeptFiles {
  private static final String SUFFIX = ".pcapng";
  private static final String DATED = "\\d{8}T\\d{6}\\.\\d{3}Z\\" + SUFFIX;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int LONGEST_NAME = 80;

  private record Kept(Path path, long bytes, FileTime at) {}

  private KeptFiles() {}

  /** A name that is not taken, dated {@code atNanos} or up to a few milliseconds later. */
  static Path fresh(Path directory, String prefix, long atNanos) {
    long millis = Math.floorDiv(atNanos, MILLI);
    Path path = directory.resolve(prefix + DATE.format(Instant.ofEpochMilli(millis)) + SUFFIX);
    while (Files.exists(path)) {
      millis++;
      path = directory.resolve(prefix + DATE.format(Instant.ofEpochMilli(millis)) + SUFFIX);
    }
    return path;
  }

  /** A service's name as a part of a file's: what a file system or a shell may take amiss is _. */
  static String fileName(String service) {
    String plain = service.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^[.-]", "_");
    return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) : plain;
  }

  /**
   * Deletes the oldest captures until the others are not larger than {@code mostBytes}. Files of
   * other names are not looked at.
   *
   * @param prefix how their names begin; empty: any
   * @return bytes of those that are left
   */
  static long makeRoom(Path directory, String prefix, long mostBytes) throws IOException {
    List<Kept> files = list(directory, prefix);
    long sum = files.stream().mapToLong(Kept::bytes).sum();
    for (Kept file : files) {
      if (sum <= mostBytes) {
        return sum;
      }
      Files.deleteIfExists(file.path);
      sum -= file.bytes;
    }
    return sum;
  }

  private static List<Kept> list(Path directory, String prefix) throws IOException {
    List<Kept> kept = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path path : (Iterable<Path>) files::iterator) {
        String name = path.getFileName().toString();
        if (name.startsWith(prefix) && name.matches(".*" + DATED)) {
          kept.add(new Kept(path, Files.size(path), Files.getLastModifiedTime(path)));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    kept.sort(Comparator.comparing(Kept::at).thenComparing(Kept::path));
    return kept;
  }
}
