package io.kald.agent.trace;

/**
 * Turns times of the day, in the order they were written, into times since the first midnight.
 * Threads of a call manager write a little out of order; a jump back by more than half a day is
 * midnight.
 */
final class DayClock {
  static final long DAY_MILLIS = 86_400_000L;

  // state
  private long midnight;
  private long last = -1;

  /** Milliseconds since the first midnight; a record without a time has the time before it. */
  long at(int millisOfDay) {
    if (millisOfDay == TraceLine.NO_TIME) {
      return Math.max(0, last);
    }
    long time = midnight + millisOfDay;
    if (last >= 0 && time - last < -DAY_MILLIS / 2) {
      midnight += DAY_MILLIS;
      time += DAY_MILLIS;
    } else if (last >= 0 && time - last > DAY_MILLIS / 2 && midnight > 0) {
      // A late line of the evening, after midnight.
      return time - DAY_MILLIS;
    }
    last = time;
    return time;
  }
}
