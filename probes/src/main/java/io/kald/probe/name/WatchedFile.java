package io.kald.probe.name;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small file of the machine's configuration, parsed again when it has changed. A file that cannot
 * be read leaves what was read before in force. Confined to one thread.
 */
final class WatchedFile<T> {
  private static final Logger log = LoggerFactory.getLogger(WatchedFile.class);

  /** What a changed file differs in. */
  private record Stamp(FileTime modified, long size, @Nullable Object key) {}

  // deps
  private final Path path;
  private final Function<String, T> parse;
  private final T absent;

  // state
  private @Nullable Stamp stamp;
  private T value;
  private boolean unreadable;

  /**
   * Reads nothing yet.
   *
   * @param parse takes any text; never throws
   * @param absent the value while there is no such file
   */
  WatchedFile(Path path, Function<String, T> parse, T absent) {
    this.path = path;
    this.parse = parse;
    this.absent = absent;
    this.value = absent;
  }

  /** What it says now. */
  T now() {
    try {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      Stamp fresh = new Stamp(found.lastModifiedTime(), found.size(), found.fileKey());
      // Anything else than a file, such as a pipe, could make the reader wait.
      if (!fresh.equals(stamp) && found.isRegularFile()) {
        // Stamped before it is read: one that changes meanwhile is read again.
        value = parse.apply(Files.readString(path, StandardCharsets.ISO_8859_1));
        stamp = fresh;
      }
      unreadable = false;
    } catch (NoSuchFileException e) {
      value = absent;
      stamp = null;
      unreadable = false;
    } catch (IOException e) {
      if (!unreadable) {
        unreadable = true;
        log.warn(
            "file cannot be read, its last contents stay in force: path={} reason={}", path, e);
      }
    }
    return value;
  }
}
