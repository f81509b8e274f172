package io.kald.agent.config;

import io.kald.schema.Key;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Directories that kald writes to. One that cannot be is a doubt, no mistake: it may come later,
 * and whoever checks may be another user than the one who runs kald.
 */
final class Directories {
  private static final String EXPECTED = " (expected: a directory that kald can write to)";

  private final Path base;
  private final boolean looks;

  /**
   * Relative names start at {@code base}.
   *
   * @param source the configuration's own file; null: a text, of which nothing is looked up
   */
  Directories(Path base, @Nullable Path source) {
    this.base = base;
    this.looks = source != null;
  }

  /**
   * The directory of a key, or null: none is wanted.
   *
   * @param used whether anything will be written there
   */
  @Nullable Path read(Section in, Key<Optional<String>> key, boolean used) {
    String name = in.value(key).orElse(null);
    if (name == null) {
      return null;
    }
    Path directory = base.resolve(name);
    String problem = looks && used ? problem(directory.toAbsolutePath()) : null;
    if (problem != null) {
      in.warn(key, Show.path(name) + " " + problem + EXPECTED);
    }
    return directory;
  }

  /** Why this user cannot write there; the directory itself and those above it may be missing. */
  private static @Nullable String problem(Path directory) {
    Path there = directory;
    while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      Path above = there.getParent();
      if (above == null) {
        return "cannot be made";
      }
      there = above;
    }
    boolean itself = there.equals(directory);
    String name = Show.path(there.toString());
    if (!Files.isDirectory(there)) {
      return itself ? "is no directory" : "cannot be made: " + name + " is no directory";
    }
    if (!Files.isWritable(there) || !Files.isExecutable(there)) {
      return itself
          ? "cannot be written to by this user"
          : "cannot be made: " + name + " cannot be written to by this user";
    }
    return null;
  }
}
