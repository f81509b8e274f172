package io.kald.agent.config;

import io.kald.schema.Key;
import io.kald.schema.Sizes;

/** Files that follow one another within a bound: the journal's, and those of the witness. */
final class RollingFiles {
  private RollingFiles() {}

  /** Tells of a bound that holds not even two files, so that each would go when the next begins. */
  static void checkRoom(Section in, Key<Long> fileKey, Key<Long> totalKey) {
    long fileSize = in.value(fileKey);
    long totalSize = in.value(totalKey);
    if (totalSize < 2 * fileSize && in.sound(fileKey, totalKey)) {
      in.problem(
          in.has(totalKey) ? totalKey : fileKey,
          "total-size "
              + Sizes.write(totalSize)
              + " leaves no room beside a file-size of "
              + Sizes.write(fileSize)
              + " (expected: at least twice as much)");
    }
  }
}
