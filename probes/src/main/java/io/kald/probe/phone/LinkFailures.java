package io.kald.probe.phone;

import io.kald.probe.LocalFailure;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.KeepAliveVerdict;
import org.jspecify.annotations.Nullable;

/**
 * What follows when a link fails: a failure of its node counts and is waited out, a fault of this
 * machine is neither. Pure.
 */
final class LinkFailures {
  // deps
  private final Scene scene;
  private final KeepAliveRules keepAlives;
  private final OtherLinks others;
  private final FailbackRules failback;
  private final Search search;
  private final Stops stops;

  LinkFailures(
      Scene scene,
      KeepAliveRules keepAlives,
      OtherLinks others,
      FailbackRules failback,
      Search search,
      Stops stops) {
    this.scene = scene;
    this.keepAlives = keepAlives;
    this.others = others;
    this.failback = failback;
    this.search = search;
    this.stops = stops;
  }

  /** The connection has ended, or never was. */
  void ended(Link link, Trouble how, long nowNanos) {
    long firstSignNanos = link.keepAlives.oldestNanos(nowNanos);
    // A node that does not hear the phone is right to close.
    Trouble trouble = how.byTheNode() ? how.unless(link.ownFault()) : how;
    keepAlives.ended(link, trouble.verdict(), trouble.own());
    if (trouble.equals(Trouble.CLOSED) && others.reopened(link, nowNanos)) {
      failback.forget(link.place);
    } else if (link.slept()) {
      stops.ended(link, nowNanos);
    } else {
      lose(link, trouble, firstSignNanos, nowNanos);
    }
  }

  /** KeepAlives were not acknowledged, and whose fault that is has been found out. */
  void judge(Link link, @Nullable LocalFailure own, long nowNanos) {
    long firstSignNanos = link.keepAlives.oldestNanos(nowNanos);
    switch (keepAlives.judge(link, own, nowNanos)) {
      case FINE -> {}
      case PATH_BROKEN -> lose(link, Trouble.TIMED_OUT.unless(own), true, firstSignNanos, nowNanos);
      case ACKS_MISSED -> lose(link, Trouble.ACKS_MISSED, firstSignNanos, nowNanos);
    }
  }

  /** The link is closed; what that means for the phone depends on what it was for. */
  void lose(Link link, Trouble trouble, long firstSignNanos, long nowNanos) {
    boolean dead = trouble.verdict() == KeepAliveVerdict.NOT_ACKED;
    // What a fault of this machine has held back must not be delivered when it is over.
    lose(link, trouble, dead || trouble.own() != null, firstSignNanos, nowNanos);
  }

  private void lose(Link link, Trouble trouble, boolean abort, long firstSignNanos, long nowNanos) {
    boolean wasHome = link == scene.home();
    boolean wasActive = scene.isActive(link);
    boolean settled = link.settled();
    boolean notTaken = link.registering() && !settled;
    FailoverCause cause = trouble.cause();
    LocalFailure own = trouble.own();
    if (!link.registering() && link.lasted(nowNanos)) {
      link.attempts.lasted();
    }
    scene.close(link, abort);
    long wait =
        own == null
            ? waitNanos(link, notTaken, nowNanos)
            : link.attempts.hindered(own.reason(), nowNanos);
    others.drop(link.place);
    failback.forget(link.place);
    if (!wasActive) {
      return;
    }
    scene.active = Scene.NOBODY;
    failback.forget(Scene.NOBODY);
    if (!wasHome) {
      search.failed(link, trouble, wait, nowNanos);
    } else if (own != null) {
      search.lostByUs(link, own);
    } else if (cause != null) {
      search.lost(link, settled, cause, firstSignNanos, nowNanos);
    }
  }

  private static long waitNanos(Link link, boolean notTaken, long nowNanos) {
    return notTaken ? link.attempts.registrationFailed(nowNanos) : link.attempts.failed(nowNanos);
  }
}
