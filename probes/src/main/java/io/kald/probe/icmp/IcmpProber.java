package io.kald.probe.icmp;

import io.kald.probe.Leaving;
import io.kald.probe.LocalFailure;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.host.Departure;
import io.kald.probe.host.EgressPath;
import io.kald.probe.host.Handover;
import io.kald.probe.host.LastAnswer;
import io.kald.probe.icmp.ErrorReader.Rejection;
import org.jspecify.annotations.Nullable;

/** Echoes to one address. */
final class IcmpProber implements Prober {
  private enum Stage {
    IDLE,
    /** Written, not yet given to the kernel. */
    QUEUED,
    /** Given to the kernel. */
    OUTSTANDING,
    CLOSED
  }

  // What every link of IPv4 carries, by RFC 791; one of IPv6 carries 1,280 bytes.
  private static final int FITS_ANY_LINK = 68;

  // deps
  private final Loop loop;
  private final Outlet outlet;
  private final String address;
  private final Target target;
  private final int payloadBytes;
  private final int index;
  private final int generation;
  private final LastAnswer lastAnswer = new LastAnswer();

  // state
  private Stage stage = Stage.IDLE;
  private @Nullable EchoSocket socket;
  private @Nullable ResultListener listener;
  private @Nullable ProbeResult ready;
  private long dueNanos;
  private long sequence;
  private long answeredSequence;
  private long sentNanos;
  private long leftNanos;
  private long sentEpochNanos;
  private int overflowsWhenSent;
  private boolean guessed;
  private @Nullable EgressPath path; // of the first failure on

  /** A prober under a number of the loop's table. */
  IcmpProber(
      Loop loop,
      Outlet outlet,
      String address,
      Target target,
      int payloadBytes,
      int index,
      int generation) {
    this.loop = loop;
    this.outlet = outlet;
    this.address = address;
    this.target = target;
    this.payloadBytes = payloadBytes;
    this.index = index;
    this.generation = generation;
  }

  @Override
  public void send(long dueNanos, ResultListener listener) {
    if (stage != Stage.IDLE || ready != null) {
      throw new IllegalStateException("send to " + address + ": outstanding or closed");
    }
    long now = loop.clock().nanoTime();
    EchoSocket open = outlet.socket(now);
    if (open == null) {
      LocalFailure why = outlet.failure();
      listener.onResult(ProbeResult.notProbed(address, dueNanos, now, why.reason(), why.detail()));
      return;
    }
    this.dueNanos = dueNanos;
    this.listener = listener;
    sentNanos = now;
    socket = open;
    stage = Stage.QUEUED;
    sequence = open.enqueue(this);
  }

  @Override
  public ProbeResult expire(long timeoutNanos) {
    EchoSocket used = socket;
    if (used == null || (stage != Stage.QUEUED && stage != Stage.OUTSTANDING && ready == null)) {
      // A caller that recovers from a fault of its own may not know how far the probe came.
      long now = loop.clock().nanoTime();
      return ProbeResult.notProbed(address, now, now, Reason.FAULT, "no probe was outstanding");
    }
    if (stage == Stage.QUEUED) {
      used.withdraw(this);
      couldNotLeave(new LocalFailure(Reason.STALLED, "its time was over before it could leave"));
    }
    if (stage == Stage.OUTSTANDING) {
      used.look();
    }
    ProbeResult found = ready;
    ready = null;
    listener = null;
    if (found != null) {
      return judged(found, timeoutNanos);
    }
    stage = Stage.IDLE;
    long now = loop.clock().nanoTime();
    return result(nothing(used, now, timeoutNanos), now);
  }

  @Override
  public ProbeOutcome tooLate(ProbeResult answered) {
    return unlessOwnFault(Prober.super.tooLate(answered), loop.clock().nanoTime());
  }

  private ProbeResult judged(ProbeResult found, long timeoutNanos) {
    boolean inTime =
        found
            .outcome()
            .match(
                answered -> answered.rttNanos() <= timeoutNanos,
                rejected -> rejected.afterNanos() <= timeoutNanos,
                unanswered -> true,
                notProbed -> true);
    if (inTime) {
      return found;
    }
    if (guessed) {
      String detail =
          "something waited here; when it came is not known: the date was set, or the kernel did not"
              + " stamp it";
      return result(new NotProbed(Reason.STALLED, detail), found.endNanos());
    }
    loop.counters().late.increment();
    Unanswered tooLate = new Unanswered(found.endNanos() - sentNanos);
    return result(unlessOwnFault(tooLate, loop.clock().nanoTime()), found.endNanos());
  }

  // Silence speaks against the target only where an answer could have been heard.
  private ProbeOutcome nothing(EchoSocket used, long now, long timeoutNanos) {
    LocalFailure deaf = used.lostBindingNow(now);
    if (deaf != null) {
      return new NotProbed(deaf.reason(), deaf.detail());
    }
    if (used.overflows() != overflowsWhenSent && lastAnswer.excuses(now)) {
      return new NotProbed(Reason.NO_BUFFER, "the socket's receive buffer was full meanwhile");
    }
    ProbeOutcome silence = Leaving.silence(sentNanos, leftNanos, now, timeoutNanos);
    return silence instanceof NotProbed ? silence : unlessOwnFault(silence, now);
  }

  /** The target's failure, unless this machine's network was not in order. */
  private ProbeOutcome unlessOwnFault(ProbeOutcome failure, long now) {
    return unlessOwnFault(failure, Handover.LEFT, now);
  }

  private ProbeOutcome unlessOwnFault(ProbeOutcome failure, Handover handover, long now) {
    LocalFailure own = tooLongMeanwhile(now);
    return own == null
        ? loop.egress().judge(departure(now), failure, handover, now)
        : new NotProbed(own.reason(), own.detail());
  }

  private Departure departure(long now) {
    int device = path().interfaceIndex();
    return new Departure(
        path(),
        outlet.egress().source(),
        0,
        lastAnswer,
        one -> loop.ownAddresses().missing(one, device, now),
        sentNanos);
  }

  /** An answer as long as the echo did not fit the interface and was dropped there. */
  private @Nullable LocalFailure tooLongMeanwhile(long now) {
    EchoSocket used = socket;
    int bytes = used == null ? 0 : used.packetBytes(this);
    if (bytes <= FITS_ANY_LINK) {
      return null;
    }
    int mtu = loop.egress().carriedSince(path(), sentNanos, now);
    return bytes <= mtu ? null : SendErrors.tooLong(bytes, mtu);
  }

  private EgressPath path() {
    EgressPath known = way();
    path = known;
    return known;
  }

  private EgressPath way() {
    return path == null ? EgressPath.ofEchoes(address, outlet.egress()) : path;
  }

  @Override
  public void close() {
    if (stage == Stage.CLOSED) {
      return;
    }
    if (stage == Stage.QUEUED && socket != null) {
      socket.withdraw(this);
    }
    stage = Stage.CLOSED;
    ready = null;
    listener = null;
    loop.table().remove(index);
    outlet.leave();
  }

  /** The packet is given to the kernel now. */
  void leaves(long nanos, long epochNanos, int overflows) {
    sentNanos = nanos;
    leftNanos = nanos;
    sentEpochNanos = epochNanos;
    overflowsWhenSent = overflows;
    stage = Stage.OUTSTANDING;
  }

  /** The kernel had the packet by then, not sooner for certain. */
  void leftBy(long nanos) {
    leftNanos = nanos;
  }

  /** The kernel did not take the packet. */
  void refused(LocalFailure why) {
    couldNotLeave(loop.egress().refine(path(), why, loop.clock().nanoTime()));
  }

  private void couldNotLeave(LocalFailure why) {
    stage = Stage.IDLE;
    ready =
        ProbeResult.notProbed(
            address, dueNanos, loop.clock().nanoTime(), why.reason(), why.detail());
    loop.deliveries().add(this);
  }

  /** A reply with this prober's key has come from its target. */
  void answered(long key, long stampEpochNanos, long nanos, long epochNanos) {
    if (!awaits(key)) {
      (key == answeredSequence ? loop.counters().duplicates : loop.counters().late).increment();
      return;
    }
    answeredSequence = key;
    lastAnswer.came(sentNanos);
    if (loop.egress().wantsWay(lastAnswer, nanos)) {
      loop.egress().answered(lastAnswer, way(), nanos);
    }
    become(new Answered(sinceLeaving(stampEpochNanos, nanos, epochNanos)), nanos);
  }

  /** An ICMP error about this prober's outstanding packet has come. */
  void rejected(Rejection why, long stampEpochNanos, long nanos, long epochNanos) {
    long after = sinceLeaving(stampEpochNanos, nanos, epochNanos);
    LocalFailure own = why.byTarget() ? null : loop.egress().explainReport(departure(nanos), nanos);
    become(unless(own, new Rejected(why.reason(), why.detail(), after)), nanos);
  }

  /** The same for one that finds the source address of too narrow a scope. */
  void outOfScope(Rejection why, long stampEpochNanos, long nanos, long epochNanos) {
    long after = sinceLeaving(stampEpochNanos, nanos, epochNanos);
    LocalFailure own = loop.egress().explainScope(departure(nanos), why.detail(), nanos);
    become(unless(own, new Rejected(why.reason(), why.detail(), after)), nanos);
  }

  private static ProbeOutcome unless(@Nullable LocalFailure own, ProbeOutcome failure) {
    return own == null ? failure : new NotProbed(own.reason(), own.detail());
  }

  /** It is known that the outstanding packet did not arrive for a reason of this machine's own. */
  void hindered(Reason reason, String detail, long nanos) {
    become(new NotProbed(reason, detail), nanos);
  }

  /** This machine itself reports that the outstanding packet found no next hop. */
  void unreachable(String detail, long stampEpochNanos, long nanos, long epochNanos) {
    long after = sinceLeaving(stampEpochNanos, nanos, epochNanos);
    Rejected unreachable = new Rejected(Reason.HOST_UNREACHABLE, detail, after);
    become(unlessOwnFault(unreachable, Handover.UNDELIVERED, nanos), nanos);
  }

  private long sinceLeaving(long stampEpochNanos, long nanos, long epochNanos) {
    long elapsed = nanos - sentNanos;
    long byStamp = RoundTrip.nanos(stampEpochNanos, sentEpochNanos, elapsed, epochNanos);
    guessed = byStamp == RoundTrip.UNKNOWN;
    return guessed ? elapsed : byStamp;
  }

  private void become(ProbeOutcome outcome, long nanos) {
    stage = Stage.IDLE;
    ready = result(outcome, nanos);
    loop.deliveries().add(this);
  }

  private ProbeResult result(ProbeOutcome outcome, long endNanos) {
    int identifier = socket == null ? 0 : socket.identifier();
    return new ProbeResult(address, identifier, dueNanos, sentNanos, endNanos, outcome);
  }

  /** Whether the packet of that number is outstanding. */
  boolean awaits(long number) {
    return stage == Stage.OUTSTANDING && sequence == number;
  }

  /** Whether a packet whose number ends in these 16 bits is outstanding. */
  boolean awaitsShort(int number) {
    return stage == Stage.OUTSTANDING && ((int) sequence & 0xffff) == number;
  }

  /** Gives the result to the listener, unless it was taken otherwise. */
  void handOver() {
    ProbeResult result = ready;
    ResultListener to = listener;
    if (result != null && to != null) {
      ready = null;
      listener = null;
      to.onResult(result);
    }
  }

  /** As results spell it. */
  String address() {
    return address;
  }

  /** Which address of this machine it last answered. */
  LastAnswer lastAnswer() {
    return lastAnswer;
  }

  Target target() {
    return target;
  }

  int payloadBytes() {
    return payloadBytes;
  }

  int index() {
    return index;
  }

  int generation() {
    return generation;
  }
}
