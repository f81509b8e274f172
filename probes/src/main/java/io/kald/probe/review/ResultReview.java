package io.kald.probe.review;

import io.kald.probe.Keepalive;
import io.kald.probe.ProbeResult;

/**
 * Gives opinions on failed probes. Called on the loops; none of these methods waits. Successes and
 * phones are never reviewed.
 */
public interface ResultReview {
  /** Reviews nothing: every failure stands at once. */
  ResultReview NONE =
      new ResultReview() {
        @Override
        public boolean exists() {
          return false;
        }

        @Override
        public boolean ready() {
          return false;
        }

        @Override
        public long patienceNanos() {
          return 0;
        }

        @Override
        public void ask(Keepalive keepalive, ProbeResult failure, Listener listener) {
          listener.onOpinion(Opinion.STANDS);
        }

        @Override
        public void unreviewed() {
          // Nobody expects a review.
        }
      };

  /** Whether failures are to be reviewed at all; constant. */
  boolean exists();

  /** Whether an opinion can be expected now. */
  boolean ready();

  /** How long a failure may be held for an opinion, at most. */
  long patienceNanos();

  /**
   * Asks for an opinion.
   *
   * @param listener called once, or never when it takes too long; on any thread
   */
  void ask(Keepalive keepalive, ProbeResult failure, Listener listener);

  /** A failure went on without an opinion: none could be expected, or none came in time. */
  void unreviewed();

  /** Takes an opinion. */
  @FunctionalInterface
  interface Listener {
    /** Called at most once. */
    void onOpinion(Opinion opinion);
  }
}
