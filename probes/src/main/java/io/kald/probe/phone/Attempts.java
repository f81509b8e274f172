package io.kald.probe.phone;

import io.kald.probe.Reason;

/**
 * How attempts with one node went, and when the next one may be made. Every change has a name and
 * is here. Pure; times are arguments.
 */
final class Attempts {
  // deps
  private final long backoffSeed;

  // state
  private int failures;
  private int registerFailures;
  private int hindrances;
  private boolean tried;
  private boolean atOnce;
  private long retryNanos;
  private long refusedUntilNanos;
  private long askNanos;

  /** None yet; {@code backoffSeed} is of this phone and node, see {@link Backoff#seed}. */
  Attempts(long backoffSeed) {
    this.backoffSeed = backoffSeed;
  }

  /** The phone begins: nothing has failed. */
  void begin(long nowNanos) {
    retryNanos = nowNanos;
    refusedUntilNanos = nowNanos;
    askNanos = nowNanos;
  }

  /** Failed once more: left alone for a while, which is returned. */
  long failed(long nowNanos) {
    failures++;
    long wait = Backoff.nanos(backoffSeed, Math.max(failures, registerFailures));
    retryNanos = nowNanos + wait;
    return wait;
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

  /** A fault of this machine was in the way: that is no failure of the node, and soon over. */
  long hindered(Reason reason, long nowNanos) {
    boolean lasts = reason == Reason.NAME_UNRESOLVED || reason == Reason.FAULT;
    hindrances = lasts ? hindrances + 1 : 1;
    long wait = Backoff.nanos(backoffSeed, hindrances);
    retryNanos = nowNanos + wait;
    return wait;
  }

  /** The node has registered the phone and asked it to restart at once: how long it stays away. */
  long restarted() {
    return Backoff.nanos(backoffSeed, ++registerFailures);
  }

  /** A connection over which the phone was not registered was of use. */
  void lasted() {
    failures = 0;
  }

  /** A registration was of use. */
  void registrationLasted() {
    failures = 0;
    registerFailures = 0;
  }

  /** No wait is due before the next attempt. */
  void retryNow(long nowNanos) {
    retryNanos = nowNanos;
  }

  /** It counts as tried, until {@link #untried}. */
  void tried() {
    tried = true;
  }

  /** It may be tried anew. */
  void untried() {
    tried = false;
  }

  /** The phone is without a node: unless this one refused it, it may be tried at once. */
  void hurry(boolean now) {
    atOnce = now;
  }

  /** It may be asked for a token again then. */
  void askAgain(long atNanos) {
    askNanos = atNanos;
  }

  boolean haveFailed() {
    return failures > 0;
  }

  boolean isTried() {
    return tried;
  }

  boolean isHurried() {
    return atOnce;
  }

  /** Time until a connection may be tried; 0 or less: now. */
  long retryAfter(long nowNanos) {
    return retryNanos - nowNanos;
  }

  /** Time until a phone without a node may try it; 0 or less: now. */
  long waitNanos(long nowNanos) {
    long retry = retryAfter(nowNanos);
    return atOnce ? Math.min(retry, refusedUntilNanos - nowNanos) : retry;
  }

  /** Time until it may be asked for a token; 0 or less: now. */
  long askAfter(long nowNanos) {
    return askNanos - nowNanos;
  }
}
