package io.kald.agent.audit;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A probe or KeepAlive as packets show it, as far as a claim can be held against it.
 *
 * @param sentNanos when it left, nanoseconds since 1970
 * @param rttNanos time to its answer, or -1
 * @param tcpAcked whether TCP acknowledged it
 * @param closedByTarget whether the target was the first to close an answered connection
 * @param frames the packets that show it
 */
public record OnWire(
    long sentNanos, long rttNanos, boolean tcpAcked, boolean closedByTarget, List<Long> frames) {
  /** A claim and packets farther apart do not belong together. */
  public static final long NEAR_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A claim and packets farther apart disagree about the time. */
  public static final long SAME_TIME_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long SAME_RTT = TimeUnit.MILLISECONDS.toNanos(20);

  /** Takes a copy of the frames. */
  public OnWire {
    frames = List.copyOf(frames);
  }

  /** One whose close is not known, or of no concern. */
  public OnWire(long sentNanos, long rttNanos, boolean tcpAcked, List<Long> frames) {
    this(sentNanos, rttNanos, tcpAcked, false, frames);
  }

  static OnWire of(ProbeSeen probe) {
    return new OnWire(
        probe.sentNanos(),
        probe.rttNanos(),
        probe.answered(),
        probe.closedAtOnce(),
        probe.frames());
  }

  static OnWire of(Beat beat) {
    return new OnWire(
        beat.sent().atNanos(),
        beat.rttNanos(),
        beat.tcpAcked() != null,
        List.of(beat.sent().frame()));
  }

  /**
   * What the claim and the packets disagree on, or empty.
   *
   * @param teller who claims it, for a reader: {@code the journal}
   */
  public String differs(Claim claim, String teller) {
    boolean answered = claim.answered();
    if (answered && rttNanos < 0) {
      return teller
          + " says answered after "
          + Span.text(claim.rttNanos())
          + ", the capture shows no answer";
    }
    if (answered && !sameTimeToAnswer(claim)) {
      return teller
          + " says answered after "
          + Span.text(claim.rttNanos())
          + ", the capture shows "
          + Span.text(rttNanos);
    }
    if (claim.closedAtOnce() && !closedByTarget) {
      return teller + " says that the target closed at once, the capture does not show that";
    }
    if (claim.closedAtOnce()) {
      return ""; // Whether that is an answer is a matter of settings.
    }
    boolean inTime = claim.afterNanos() < 0 || rttNanos < claim.afterNanos() - SAME_RTT;
    if (!answered && rttNanos >= 0 && inTime) {
      return teller
          + " says "
          + claim.outcome()
          + ", the capture shows an answer after "
          + Span.text(rttNanos);
    }
    return claim.outcome().equals("tcp-acked-only") && !tcpAcked
        ? teller + " says that TCP acknowledged it, the capture shows no acknowledgement"
        : "";
  }

  /**
   * The kernel says when an answer to a probe came. A KeepAliveAck has come when the process reads
   * it, which may be late and cannot be too soon.
   */
  private boolean sameTimeToAnswer(Claim claim) {
    long slack = SAME_RTT + rttNanos / 2;
    long later = claim.rttNanos() - rttNanos;
    return -later <= slack && later <= (claim.kind().equals("sccp") ? NEAR_NANOS : slack);
  }

  /** What they disagree on when they are not of the same time. */
  public String differsInTime(Claim claim, String teller) {
    long off = claim.sentNanos() - sentNanos;
    return Math.abs(off) <= SAME_TIME_NANOS
        ? ""
        : teller + " says it left " + Span.text(Math.abs(off)) + (off > 0 ? " later" : " sooner");
  }
}
