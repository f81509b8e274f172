package io.kald.agent.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files with secrets that every user of this machine can read. */
final class Exposed {
  static final String REMEDY = "expected: chmod o-r, or a directory that others may not enter";

  private Exposed() {}

  /** What is to be said of such a file. */
  static String warning(String name) {
    return Show.path(name) + " can be read by every user of this machine (" + REMEDY + ")";
  }

  /** Whether others may read the file and enter all directories above it. */
  static boolean toOthers(Path file) {
    try {
      Path real = file.toRealPath();
      if (!permissions(real).contains(PosixFilePermission.OTHERS_READ)) {
        return false;
      }
      for (@Nullable Path above = real.getParent(); above != null; above = above.getParent()) {
        if (!permissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return false;
        }
      }
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      // Whoever reads the file reports that it cannot be; a file system without modes has no
      // others.
      return false;
    }
  }

  private static Set<PosixFilePermission> permissions(Path path) throws IOException {
    return Files.getPosixFilePermissions(path);
  }
}
