package io.kald.probe.name;

import java.util.ArrayDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Lookups that may not begin yet. Bounds how many are under way, and how fast they begin: a burst
 * would overflow the receive buffer of a name server. Names that stalled the last time have a bound
 * of their own, so that they never keep the others waiting. Confined to the thread of {@code
 * timer}.
 */
final class LookupQueue {
  private static final long TURN_MILLIS = 10;

  // deps
  private final ScheduledExecutorService timer;
  private final int most;
  private final int mostStalling;
  private final int perTurn;

  // state
  private final ArrayDeque<Runnable> usual = new ArrayDeque<>();
  private final ArrayDeque<Runnable> stalling = new ArrayDeque<>();
  private int underWay;
  private int stallingUnderWay;
  private int begunInTurn;
  private boolean turnArmed;

  /**
   * An empty queue.
   *
   * @param most lookups under way at once
   * @param mostStalling how many of them may be of names that stalled the last time
   * @param perTurn how many may begin within 10 ms
   */
  LookupQueue(ScheduledExecutorService timer, int most, int mostStalling, int perTurn) {
    this.timer = timer;
    this.most = most;
    this.mostStalling = mostStalling;
    this.perTurn = perTurn;
  }

  /**
   * Begins a lookup, now or later.
   *
   * @param stalled whether its name stalled the last time
   * @param begin must lead to one call of {@link #ended}
   */
  void add(boolean stalled, Runnable begin) {
    (stalled ? stalling : usual).add(begin);
    admit();
  }

  /** A lookup is over. */
  void ended(boolean stalled) {
    underWay--;
    stallingUnderWay -= stalled ? 1 : 0;
    admit();
  }

  private void admit() {
    while (underWay < most && begunInTurn < perTurn) {
      Runnable next = usual.poll();
      if (next == null && stallingUnderWay < mostStalling) {
        next = stalling.poll();
        stallingUnderWay += next == null ? 0 : 1;
      }
      if (next == null) {
        return;
      }
      underWay++;
      begunInTurn++;
      armTurn();
      next.run();
    }
  }

  private void armTurn() {
    if (!turnArmed) {
      turnArmed = true;
      var unused = timer.schedule(this::turn, TURN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void turn() {
    turnArmed = false;
    begunInTurn = 0;
    admit();
  }
}
