package io.kald.agent.idle;

import java.util.List;

/** Hears of a search as it goes. */
public interface IdleOutput {
  /**
   * It begins.
   *
   * @param mostNanos how long it takes at most
   */
  void begin(IdlePlan plan, long mostNanos);

  /** A round begins, with connections of these idle times in nanoseconds. */
  void round(int number, List<Long> times);

  /** A connection's fate is known. */
  void held(Held held);

  /** Nothing comes after this. */
  void end(Finding finding);
}
