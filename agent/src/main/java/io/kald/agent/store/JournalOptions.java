package io.kald.agent.store;

import java.nio.file.Path;

/**
 * Where the journal is and how much of it is kept.
 *
 * @param directory made when it is not there
 * @param rollBytes a file that has grown to this many bytes is followed by a new one
 * @param rollNanos a file this old is followed by a new one
 * @param totalBytes files of the journal take no more than this; the oldest go first. At least
 *     twice {@code rollBytes}
 */
public record JournalOptions(Path directory, long rollBytes, long rollNanos, long totalBytes) {
  /** Refuses sizes that leave no room for one finished file beside the current one. */
  public JournalOptions {
    if (rollBytes < 1) {
      throw new IllegalArgumentException("rollBytes: " + rollBytes + " (expected: >= 1)");
    }
    if (totalBytes < 2 * rollBytes) {
      throw new IllegalArgumentException(
          "totalBytes: " + totalBytes + " (expected: >= 2 * rollBytes)");
    }
  }
}
