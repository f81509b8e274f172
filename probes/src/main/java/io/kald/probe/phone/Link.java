package io.kald.probe.phone;

import io.kald.probe.PhoneNode;
import io.kald.probe.Reason;
import io.kald.probe.event.PhoneFact;
import java.util.concurrent.TimeUnit;

/** What the rules know of one node and the phone's connection to it. Confined to them. */
final class Link {
  /** Where the connection stands. */
  enum Phase {
    IDLE,
    CONNECTING,
    /** Connected, not registered. */
    CONNECTED,
    /** Register was sent. */
    REGISTERING,
    /** RegisterAck came; the node has not asked for the capabilities yet. */
    ACKED,
    /** The questions were sent; the date is waited for. */
    ASKING,
    REGISTERED,
    /** Unregister was sent. */
    LEAVING
  }

  /** A node that closes sooner does not want the phone. */
  private static final long LEAST_LASTING_NANOS = TimeUnit.SECONDS.toNanos(10);

  // deps
  final int place;
  final PhoneNode node;
  final Backoff backoff;
  final Baseline baseline;
  final KeepAlives keepAlives;

  // state
  Phase phase = Phase.IDLE;
  int failures;
  int registerFailures;
  boolean tried;
  long registeredNanos;
  boolean settled;
  boolean capabilitiesTold;
  long startNanos;
  long askedNanos;
  long deadlineNanos;
  long retryNanos;
  long refusedUntilNanos;
  boolean atOnce;
  long keepAliveNanos;
  long dueNanos;
  TcpSample sample = TcpSample.NONE;
  int hindrances;
  boolean judging;
  boolean good;
  boolean proven;
  long goodSinceNanos;
  boolean lastWasSccp;
  boolean acksUnregistered;
  long sccpNanos;
  long askNanos;
  boolean awaitsName;
  boolean nameless;

  /** It is from before a stop of this process, and has not been of use since. */
  boolean slept;

  PhoneTerms offered = PhoneTerms.NONE;
  PhoneTerms terms = PhoneTerms.NONE;

  Link(int place, PhoneNode node, Backoff backoff, Baseline baseline, Detection detection) {
    this.place = place;
    this.node = node;
    this.backoff = backoff;
    this.baseline = baseline;
    this.keepAlives = new KeepAlives(detection, baseline);
  }

  String name() {
    return node.name();
  }

  boolean connected() {
    return phase == Phase.CONNECTED;
  }

  /** Whether a node may hold the phone for registered over this link. */
  boolean registering() {
    return switch (phase) {
      case REGISTERING, ACKED, ASKING, REGISTERED, LEAVING -> true;
      case IDLE, CONNECTING, CONNECTED -> false;
    };
  }

  /** Whether KeepAlives go over it. */
  boolean keptAlive() {
    return phase == Phase.CONNECTED || phase == Phase.REGISTERED;
  }

  /** Whether its phase ends at {@link #deadlineNanos}. */
  boolean timed() {
    return switch (phase) {
      case CONNECTING, REGISTERING, ACKED, ASKING, LEAVING -> true;
      case IDLE, CONNECTED, REGISTERED -> false;
    };
  }

  void enter(Phase next, long newDeadlineNanos) {
    phase = next;
    deadlineNanos = newDeadlineNanos;
  }

  /** No connection any more. */
  void idle() {
    phase = Phase.IDLE;
    awaitsName = false;
    keepAlives.clear();
    judging = false;
    good = false;
    proven = false;
    lastWasSccp = false;
    acksUnregistered = false;
    settled = false;
    slept = false;
    sample = TcpSample.NONE;
  }

  /**
   * A KeepAliveAck on the link the phone is registered over. Only a registration that lasted until
   * then ends the count of failures: a node that registers phones and closes at once would see them
   * again without a pause for as long as it does so.
   *
   * @return whether it is the one that proves the registration
   */
  boolean settle(long nowNanos) {
    if (settled || nowNanos - registeredNanos < LEAST_LASTING_NANOS) {
      return false;
    }
    settled = true;
    failures = 0;
    registerFailures = 0;
    return true;
  }

  /** Whether the connection, over which the phone is not registered, was of use when it ended. */
  boolean lasted(long nowNanos) {
    return good && nowNanos - startNanos >= LEAST_LASTING_NANOS;
  }

  /** It was connected for another purpose; from now on the phone registers over it. */
  void promote(long nowNanos) {
    if (lasted(nowNanos)) {
      failures = 0;
    }
    startNanos = nowNanos;
  }

  /** Failed once more: left alone for a while. */
  long failed(long nowNanos) {
    failures++;
    long wait = backoff.nanos(Math.max(failures, registerFailures));
    retryNanos = nowNanos + wait;
    return wait;
  }

  /** A fault of this machine was in the way: that is no failure of the node, and soon over. */
  long hindered(Reason reason, long nowNanos) {
    boolean lasts = reason == Reason.NAME_UNRESOLVED || reason == Reason.FAULT;
    hindrances = lasts ? hindrances + 1 : 1;
    long wait = backoff.nanos(hindrances);
    retryNanos = nowNanos + wait;
    return wait;
  }

  /** When what is not answered was sent; now when the node owes nothing. */
  long unansweredNanos(long nowNanos) {
    return switch (phase) {
      case CONNECTING -> startNanos;
      case REGISTERING, ACKED, ASKING, LEAVING -> askedNanos;
      case CONNECTED, REGISTERED -> keepAlives.oldestNanos(nowNanos);
      case IDLE -> nowNanos;
    };
  }

  /** Whether what its phase waits for is the node's to send. */
  boolean waitsForNode() {
    return switch (phase) {
      case CONNECTING -> !awaitsName;
      case REGISTERING, ASKING -> true;
      case IDLE, CONNECTED, ACKED, REGISTERED, LEAVING -> false;
    };
  }

  /** The node did not register the phone, however well it may answer KeepAlives since. */
  long registrationFailed(long nowNanos) {
    registerFailures++;
    long wait = failed(nowNanos);
    refusedUntilNanos = retryNanos;
    if (askNanos - retryNanos < 0) {
      askNanos = retryNanos;
    }
    return wait;
  }

  /** A name is waited for once; from then on it counts as one without an address. */
  Trouble notConnected() {
    if (!awaitsName) {
      return Trouble.NO_CONNECTION;
    }
    nameless = true;
    return Trouble.noAddress(node.host());
  }

  boolean mayConnect(long nowNanos) {
    return phase == Phase.IDLE && retryNanos - nowNanos <= 0;
  }

  /** How long a phone without a node has to wait for it; it must be idle. */
  long waitNanos(long nowNanos) {
    long retry = retryNanos - nowNanos;
    return atOnce ? Math.min(retry, refusedUntilNanos - nowNanos) : retry;
  }

  /**
   * Whether the end of it, by FIN, says nothing against the node: some close what has not
   * registered for a while (chan_skinny after 30 s). It must have acked, and not close at once.
   */
  boolean mayReopen(int activePlace, long nowNanos) {
    boolean answered = good && lastWasSccp;
    return connected() && place != activePlace && answered && lasted(nowNanos);
  }

  PhoneFact.Link role(int activePlace) {
    if (place == activePlace) {
      return PhoneFact.Link.ACTIVE;
    }
    return place < activePlace ? PhoneFact.Link.MONITOR : PhoneFact.Link.STANDBY;
  }
}
