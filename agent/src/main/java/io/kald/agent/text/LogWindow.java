package io.kald.agent.text;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the lines of one kind: the first few within ten seconds are written, the others are
 * counted, and how many they were is one more line. Pure; confined to one thread.
 */
public final class LogWindow {
  /** Lines of a kind that are written one by one. */
  public static final int LINES = 10;

  /** How long a window is. */
  public static final int SECONDS = 10;

  private static final long LENGTH_NANOS = TimeUnit.SECONDS.toNanos(SECONDS);
  private static final int MOST_SUBJECTS = 1 << 16;

  // state
  private long startNanos;
  private int written;
  private long suppressed;
  private final Set<String> subjects = new HashSet<>();

  /**
   * What a window left out.
   *
   * @param lines how many lines
   * @param subjects of how many subjects; at most 65,536 are distinguished
   */
  public record Suppressed(long lines, int subjects) {}

  /** Whether a line about {@code subject} is to be written; if not, it is counted. */
  public boolean admit(String subject, long nowNanos) {
    if (written == 0 && suppressed == 0) {
      startNanos = nowNanos;
    }
    if (written < LINES) {
      written++;
      return true;
    }
    suppressed++;
    if (subjects.size() < MOST_SUBJECTS) {
      subjects.add(subject);
    }
    return false;
  }

  /**
   * Ends the window when its time is over, or now when {@code last}.
   *
   * @return what it left out; null: nothing, or it goes on
   */
  public @Nullable Suppressed end(long nowNanos, boolean last) {
    if (!last && nowNanos - startNanos < LENGTH_NANOS) {
      return null;
    }
    Suppressed all = suppressed == 0 ? null : new Suppressed(suppressed, subjects.size());
    written = 0;
    suppressed = 0;
    subjects.clear();
    return all;
  }
}
