package io.kald.agent.audit;

import java.util.List;

/**
 * A rule that was broken, and the packets that show it.
 *
 * @param stream which stream, as {@link StreamKey#toString} spells it
 * @param atNanos when, in nanoseconds since 1970, UTC
 * @param frames numbers of the packets it rests on, in order; empty where what is told is that none
 *     is there
 * @param text what happened, with its figures
 */
public record Finding(RuleId rule, String stream, long atNanos, List<Long> frames, String text) {
  /** Takes a copy of the frames. */
  public Finding {
    frames = List.copyOf(frames);
  }
}
