package io.kald.agent.witness;

import io.kald.agent.audit.OnWire;
import io.kald.agent.pcap.Packet;
import io.kald.agent.witness.SeenRequests.Request;
import io.kald.probe.Keepalive;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.Wire;
import io.kald.probe.Wire.Transport;
import io.kald.probe.review.Opinion;
import io.kald.probe.review.ResultReview;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.atomic.MpscChunkedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Says of each failure whether packets show that it is this machine's. Asked by the loops; decides
 * on the thread of the witness, which alone may call what is not of {@link ResultReview}.
 */
final class Reviewer implements ResultReview {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /** The witness has packets 0.1 to 0.5 s after they were captured, unless it is held up. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

  /** A packet may leave that much later than the probe was handed over. */
  private static final long LATER = 50 * MILLI;

  /** An answer at the very end of the time-out may have been too late for the kernel. */
  private static final long EDGE = 20 * MILLI;

  private static final int MOST_WAITING = 1 << 17;

  private record Question(Keepalive keepalive, ProbeResult failure, Listener listener) {}

  // deps
  private final WitnessFigures figures;
  private final Doubts doubts;
  private final @Nullable Targets targets;

  // state
  private final MpscChunkedAtomicArrayQueue<Question> asked =
      new MpscChunkedAtomicArrayQueue<>(1024, MOST_WAITING);
  private final List<Question> waiting = new ArrayList<>();
  private final SeenRequests requests;
  private final Neighbours neighbours;

  /**
   * Nothing was seen yet.
   *
   * @param neighbours is kept by the caller
   * @param everywhere whether all interfaces are captured; otherwise a target of which no packet
   *     was ever seen may be probed by another one
   */
  Reviewer(WitnessFigures figures, Doubts doubts, Neighbours neighbours, boolean everywhere) {
    this.neighbours = neighbours;
    this.figures = figures;
    this.doubts = doubts;
    this.targets = everywhere ? null : new Targets();
    this.requests = new SeenRequests(targets);
  }

  @Override
  public boolean exists() {
    return true;
  }

  @Override
  public boolean ready() {
    return figures.up();
  }

  @Override
  public long patienceNanos() {
    return PATIENCE;
  }

  @Override
  public void ask(Keepalive keepalive, ProbeResult failure, Listener listener) {
    // What does not fit is not answered, and goes on when its time is over.
    asked.offer(new Question(keepalive, failure, listener));
  }

  @Override
  public void unreviewed() {
    figures.addUnreviewed();
  }

  /** Looks at a packet. */
  void take(Packet packet) {
    requests.take(packet);
  }

  /** Begins anew: what was seen cannot be trusted. */
  void forget() {
    requests.clear();
  }

  /**
   * Decides what can be decided.
   *
   * @param seenNanos until when all packets are there
   * @param keepNanos how far back packets are kept
   */
  void advance(Anchor anchor, long seenNanos, long keepNanos) {
    for (Question next = asked.poll(); next != null; next = asked.poll()) {
      waiting.add(next);
    }
    for (Iterator<Question> each = waiting.iterator(); each.hasNext(); ) {
      Question question = each.next();
      Opinion opinion = opinion(question, anchor, seenNanos);
      if (opinion != null) {
        each.remove();
        question.listener.onOpinion(opinion);
      }
    }
    requests.forgetBefore(seenNanos - keepNanos);
  }

  /** Null: packets may still come. */
  private @Nullable Opinion opinion(Question question, Anchor anchor, long seenNanos) {
    ProbeResult failure = question.failure;
    WireKey key = key(question.keepalive, failure);
    if (key == null) {
      return undecided();
    }
    if (isOfGateway(failure.outcome())) {
      return Opinion.STANDS;
    }
    long sent = anchor.epochNanos(failure.sentNanos());
    long end = sent + after(failure.outcome());
    Request request = requests.nearest(key, sent, sent - OnWire.SAME_TIME_NANOS, end + LATER);
    if (request != null && !isTooLate(failure.outcome(), request, end)) {
      Opinion opinion = onWire(failure.outcome(), request, end);
      return opinion != null || seenNanos < end + LATER
          ? opinion
          : unanswered(failure.outcome(), request, end);
    }
    if (seenNanos < end + LATER) {
      return null;
    }
    if (neighbours.unanswered(key, sent, end + LATER)) {
      return Opinion.STANDS;
    }
    boolean sure =
        figures.up()
            && requests.completeSinceNanos() < sent - OnWire.SAME_TIME_NANOS
            && !doubts.touch(sent - OnWire.SAME_TIME_NANOS, end + LATER)
            && (targets == null || targets.contains(key));
    return sure ? notOnWire(failure.outcome()) : undecided();
  }

  /** The packet waited on this machine until the time for an answer was over, or nearly so. */
  private static boolean isTooLate(ProbeOutcome failure, Request request, long endNanos) {
    long edge = Math.min(EDGE, after(failure) / 2);
    return failure instanceof ProbeOutcome.Unanswered && request.atNanos() >= endNanos - edge;
  }

  /** The probe did not leave: the kernel reports that, and for how long is known. */
  private static boolean isOfGateway(ProbeOutcome failure) {
    return failure instanceof ProbeOutcome.Rejected rejected
        && rejected.reason() == Reason.NO_GATEWAY;
  }

  private Opinion undecided() {
    figures.addUnreviewed();
    return Opinion.STANDS;
  }

  private Opinion notOnWire(ProbeOutcome outcome) {
    figures.addOverruledNotOnWire();
    return Opinion.overruled(
        Reason.NOT_ON_WIRE,
        "reported as " + words(outcome) + ", and the capture shows no such packet leaving");
  }

  /** Null: nothing shows yet that the failure is wrong, and nothing that it is right. */
  private @Nullable Opinion onWire(ProbeOutcome outcome, Request request, long endNanos) {
    if (!(outcome instanceof ProbeOutcome.Unanswered)) {
      return Opinion.STANDS;
    }
    if (request.answer().isEmpty()) {
      return null;
    }
    if (request.answerNanos() >= endNanos - EDGE) {
      return Opinion.STANDS;
    }
    figures.addOverruledAnswerDropped();
    double millis = (request.answerNanos() - request.atNanos()) / 1e6;
    return Opinion.overruled(
        Reason.ANSWER_DROPPED_HERE,
        String.format(
            Locale.ROOT,
            "reported as %s, and the capture shows %s after %.3f ms",
            words(outcome),
            request.answer(),
            millis));
  }

  /** Of a probe that left, and to which no answer was seen. */
  private Opinion unanswered(ProbeOutcome outcome, Request request, long endNanos) {
    if (request.oddNanos() >= endNanos - EDGE) {
      return Opinion.STANDS;
    }
    figures.addOverruledAnswerDropped();
    return Opinion.overruled(
        Reason.ANSWER_DROPPED_HERE,
        "reported as "
            + words(outcome)
            + ", and the capture shows a segment of the target that TCP of this machine did not"
            + " get: it would have answered with RST");
  }

  private static @Nullable WireKey key(Keepalive keepalive, ProbeResult failure) {
    Wire wire = keepalive.probe().wire();
    int port = wire.transport() == Transport.ICMP ? WireKey.ECHO : wire.port();
    return failure.sourcePort() == 0 || !wire.firstPacketAnswers()
        ? null
        : WireKey.of(failure.address(), port, failure.sourcePort());
  }

  private static long after(ProbeOutcome outcome) {
    return outcome.<Long>match(a -> 0L, r -> r.afterNanos(), u -> u.afterNanos(), n -> 0L);
  }

  private static String words(ProbeOutcome outcome) {
    return outcome.match(
        a -> "answered", r -> r.reason().label(), u -> "no answer in time", n -> "not probed");
  }
}
