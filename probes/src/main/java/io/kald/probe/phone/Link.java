package io.kald.probe.phone;

import io.kald.probe.LocalFailure;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneTimers;
import io.kald.probe.event.PhoneFact;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the rules know of one node and the phone's connection to it. Every change of it has a name
 * and is here, or in {@link Attempts}, {@link LinkHealth} and {@link KeepAlives}. Confined to the
 * rules.
 *
 * <pre>
 * IDLE ──► CONNECTING ──► CONNECTED ──► REGISTERING ──► ACKED ──► ASKING ──► REGISTERED ◄──► LEAVING
 *   ^           │             │              │            │          │            │             │
 *   '───────────┴─────────────┴──────────────┴────────────┴──────────┴────────────┴─────────────'
 * REGISTERING, ACKED and ASKING lead to LEAVING as well, when the phone is stopped.
 * </pre>
 */
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
  final Baseline baseline;
  final KeepAlives keepAlives;
  final Attempts attempts;
  final LinkHealth health = new LinkHealth();

  // state
  private Phase phase = Phase.IDLE;
  private long startNanos;
  private long deadlineNanos;
  private long askedNanos;
  private long registeredNanos;
  private boolean settled;
  private boolean capabilitiesTold;
  private boolean awaitsName;
  private boolean nameless;
  private boolean slept;
  private TcpSample sample = TcpSample.NONE;
  private @Nullable LocalFailure ownFault;
  private PhoneTerms offered = PhoneTerms.NONE;
  private PhoneTerms terms = PhoneTerms.NONE;

  Link(int place, PhoneNode node, long backoffSeed, Baseline baseline, Detection detection) {
    this.place = place;
    this.node = node;
    this.attempts = new Attempts(backoffSeed);
    this.baseline = baseline;
    this.keepAlives = new KeepAlives(detection, baseline);
  }

  // The only place where the phase changes.
  private void become(Phase next, Set<Phase> from, long newDeadlineNanos) {
    assert from.contains(phase) : name() + ": " + phase + " to " + next;
    phase = next;
    deadlineNanos = newDeadlineNanos;
  }

  /** A connection is ordered; one that waited for an address is ordered again. */
  void connecting(long nowNanos, long untilNanos) {
    become(Phase.CONNECTING, EnumSet.of(Phase.IDLE, Phase.CONNECTING), untilNanos);
    startNanos = nowNanos;
  }

  /** The connection is there. */
  void connected(long nowNanos) {
    become(Phase.CONNECTED, EnumSet.of(Phase.CONNECTING), nowNanos);
  }

  /** It was connected for another purpose; from now on the phone registers over it. */
  void promote(long nowNanos) {
    if (lasted(nowNanos)) {
      attempts.lasted();
    }
    startNanos = nowNanos;
  }

  /** Register is sent. */
  void registering(long nowNanos, long untilNanos) {
    become(Phase.REGISTERING, EnumSet.of(Phase.CONNECTED), untilNanos);
    askedNanos = nowNanos;
    capabilitiesTold = false;
    settled = false;
  }

  /** RegisterAck came. */
  void registerAcked(PhoneTerms newOffer, PhoneTimers timers, long untilNanos) {
    become(Phase.ACKED, EnumSet.of(Phase.REGISTERING), untilNanos);
    offered = newOffer;
    timers(timers);
  }

  /** Other bounds for what the node asked for. */
  void timers(PhoneTimers timers) {
    terms = offered.within(timers);
  }

  /**
   * The node asks for the capabilities.
   *
   * @return whether they are to be sent: once in a registration
   */
  boolean capabilitiesAsked() {
    boolean wanted = registering() && !capabilitiesTold;
    capabilitiesTold |= wanted;
    return wanted;
  }

  /** The questions are sent. */
  void asking(long nowNanos, long untilNanos) {
    become(Phase.ASKING, EnumSet.of(Phase.ACKED), untilNanos);
    askedNanos = nowNanos;
  }

  /** The registration is complete. */
  void registered(long nowNanos) {
    become(Phase.REGISTERED, EnumSet.of(Phase.ASKING), nowNanos);
    registeredNanos = nowNanos;
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
    attempts.registrationLasted();
    return true;
  }

  /** Unregister is sent; a phone that is stopped sends it in the midst of a registration too. */
  void leaving(long untilNanos) {
    become(Phase.LEAVING, EnumSet.range(Phase.REGISTERING, Phase.REGISTERED), untilNanos);
  }

  /** The node does not let the phone go. */
  void kept(long nowNanos) {
    become(Phase.REGISTERED, EnumSet.of(Phase.LEAVING), nowNanos);
  }

  /** No connection any more. */
  void idle() {
    become(Phase.IDLE, EnumSet.allOf(Phase.class), deadlineNanos);
    awaitsName = false;
    settled = false;
    slept = false;
    sample = TcpSample.NONE;
    ownFault = null;
    keepAlives.ended();
    health.ended();
  }

  /**
   * The ordered connection waits for an address of the node's name.
   *
   * @return false: a name is waited for once, and was
   */
  boolean awaitName() {
    awaitsName = !nameless;
    return awaitsName;
  }

  /**
   * The node's name has an address now.
   *
   * @return whether a connection has waited for it
   */
  boolean named() {
    boolean waited = phase == Phase.CONNECTING && awaitsName;
    awaitsName &= !waited;
    return waited;
  }

  /** The time to connect is over; a name that was waited for counts as one without an address. */
  Trouble notConnected() {
    if (!awaitsName) {
      return Trouble.NO_CONNECTION;
    }
    nameless = true;
    return Trouble.noAddress(node.host());
  }

  /** This process was stopped: what there is of a connection is from before. */
  void stopped() {
    slept |= !isIdle();
  }

  /** The connection has been of use since this process was stopped. */
  void ofUse() {
    slept = false;
  }

  String name() {
    return node.name();
  }

  Phase phase() {
    return phase;
  }

  /** When the phone began to connect, or to register over a connection that it had. */
  long startNanos() {
    return startNanos;
  }

  /** When the phase ends, if it is {@link #timed}. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /** What is taken of what the node asked for. */
  PhoneTerms terms() {
    return terms;
  }

  /** Whether the registration has lasted. */
  boolean settled() {
    return settled;
  }

  /** Whether it is from before a stop of this process, and has not been of use since. */
  boolean slept() {
    return slept;
  }

  boolean isIdle() {
    return phase == Phase.IDLE;
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

  /** Whether the connection, over which the phone is not registered, was of use when it ended. */
  boolean lasted(long nowNanos) {
    return health.good() && nowNanos - startNanos >= LEAST_LASTING_NANOS;
  }

  /** This machine was at fault, and so the node has perhaps not heard the phone. */
  void hinderedBy(LocalFailure own) {
    ownFault = own;
  }

  /** The node has heard the phone. */
  void heard() {
    ownFault = null;
  }

  /** The fault of this machine since which the node has not acknowledged anything, or null. */
  @Nullable LocalFailure ownFault() {
    return ownFault;
  }

  /** What the kernel knows of the connection now. */
  void sample(TcpSample now) {
    sample = now;
  }

  /** What the kernel knew of the connection when it was asked last. */
  TcpSample sample() {
    return sample;
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

  boolean mayConnect(long nowNanos) {
    return isIdle() && attempts.retryAfter(nowNanos) <= 0;
  }

  /**
   * Whether the end of it, by FIN, says nothing against the node: some close what has not
   * registered for a while (chan_skinny after 30 s). It must have acked, and not close at once.
   */
  boolean mayReopen(int activePlace, long nowNanos) {
    return connected() && place != activePlace && health.ackedLast() && lasted(nowNanos);
  }

  PhoneFact.Link role(int activePlace) {
    if (place == activePlace) {
      return PhoneFact.Link.ACTIVE;
    }
    return place < activePlace ? PhoneFact.Link.MONITOR : PhoneFact.Link.STANDBY;
  }
}
