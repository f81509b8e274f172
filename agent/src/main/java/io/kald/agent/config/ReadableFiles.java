package io.kald.agent.config;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Files that a configuration names and that are read with it, at each reload again: a pipe or a
 * device would keep the reload waiting, or never end.
 */
final class ReadableFiles {
  static final String EXPECTED = " (expected: a readable file)";

  private ReadableFiles() {}

  /** Why it cannot be read, or null. */
  static @Nullable String problem(Path file) {
    if (!Files.exists(file)) {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          ? "is a link to a file that does not exist"
          : "does not exist";
    }
    if (Files.isDirectory(file)) {
      return "is a directory";
    }
    if (!Files.isRegularFile(file)) {
      return "is a pipe, a socket or a device";
    }
    return Files.isReadable(file) ? null : "may not be read";
  }
}
