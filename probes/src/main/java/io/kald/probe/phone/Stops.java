package io.kald.probe.phone;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import java.util.concurrent.TimeUnit;

/**
 * What a stop of this process does to the phone. A node that hears no KeepAlive for long enough
 * closes the connection, and is right to. So whatever was under way when the process was stopped
 * may fail once without a word against a node: the phone begins anew, at the node it was registered
 * with. Only what began afterwards counts. Pure.
 */
final class Stops {
  // deps
  private final Scene scene;
  private final KeepAliveRules keepAlives;
  private final OtherLinks others;
  private final FailbackRules failback;
  private final Search search;
  final WakeUp wakeUp = new WakeUp();

  Stops(
      Scene scene,
      KeepAliveRules keepAlives,
      OtherLinks others,
      FailbackRules failback,
      Search search) {
    this.scene = scene;
    this.keepAlives = keepAlives;
    this.others = others;
    this.failback = failback;
    this.search = search;
  }

  /** What a KeepAlive is worth that was out while the process was stopped. */
  static LocalFailure fault(long stoppedNanos) {
    return new LocalFailure(
        Reason.STALLED, words(stoppedNanos) + " while it waited for the KeepAliveAck");
  }

  private static String words(long stoppedNanos) {
    return "this process was stopped for " + TimeUnit.NANOSECONDS.toMillis(stoppedNanos) + " ms";
  }

  /** Whether a stop has just been found out. */
  boolean noticed(long nowNanos) {
    if (!wakeUp.stalled(nowNanos)) {
      return false;
    }
    scene.wokeNanos = nowNanos;
    scene.stoppedNanos = wakeUp.lateNanos();
    for (Link link : scene.links) {
      link.stopped();
      link.attempts.untried();
    }
    return true;
  }

  /** The time of the group has come: what is still unanswered after a stop stays so. */
  void moment() {
    if (!wakeUp.taken()) {
      return;
    }
    for (Link link : scene.links) {
      if (link.slept()) {
        keepAlives.sleptThrough(link);
      }
    }
  }

  /** Whether the time for a step of this link is over, and a stop was within it. */
  boolean excuses(Link link) {
    return link.slept()
        && switch (link.phase()) {
          case CONNECTING, REGISTERING, ASKING -> true;
          case IDLE, CONNECTED, ACKED, REGISTERED, LEAVING -> false;
        };
  }

  /** The link ended for the stop; no wait is due before it is opened again. */
  void ended(Link link, long nowNanos) {
    boolean wasHome = link == scene.home();
    boolean wasActive = scene.isActive(link);
    scene.close(link, false);
    link.attempts.retryNow(nowNanos);
    others.drop(link.place);
    failback.forget(wasActive ? Scene.NOBODY : link.place);
    if (wasActive) {
      scene.active = Scene.NOBODY;
    }
    if (wasHome) {
      search.sleptThrough(
          link, words(scene.stoppedNanos) + " and the connection ended; it registers again");
    }
  }
}
