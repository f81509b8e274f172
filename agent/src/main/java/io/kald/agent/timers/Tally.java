package io.kald.agent.timers;

/** {@link TableCounts} in the making. */
final class Tally {
  long created;
  long destroyed;
  long peak;
  long timedOut;
  long failed;
  long refused;
  long pendingAnswered;
  long halfOpen;
  long reused;
  long revived;
  long longestRevivedNanos;
  long noRoom;
  long lateCloses;
  long cut;
  long older;
  long forgotten;

  TableCounts counts() {
    return new TableCounts(
        created,
        destroyed,
        created - destroyed,
        peak,
        timedOut,
        failed,
        refused,
        pendingAnswered,
        halfOpen,
        reused,
        revived,
        longestRevivedNanos,
        noRoom,
        lateCloses,
        cut,
        older,
        forgotten);
  }
}
