package io.kald.probe.phone;

import io.kald.probe.LocalFailure;
import io.kald.probe.event.PhoneFact;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way back to a node the phone would rather be at: it must answer well for the connection
 * monitor duration, then it is asked for a token, and its refusal is waited out. Pure.
 *
 * <p>A node that does not answer the request is of one of two sorts. One that acks KeepAlives lives
 * and knows no tokens (chan_skinny): the phone registers without. One whose TCP alone answers, or
 * whose last ack is older than the standby interval, may hang: the phone stays where it is and
 * watches on.
 */
final class FailbackRules {
  /** How long after its KeepAlive an ack may come. */
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(1);

  // deps
  private final Scene scene;

  // state
  private int asked = Scene.NOBODY;
  private long deadlineNanos;

  FailbackRules(Scene scene) {
    this.scene = scene;
  }

  /** Asks the best node that has proven itself, one at a time. */
  void consider(Link home, long nowNanos) {
    for (int place = 0; place < home.place && asked == Scene.NOBODY; place++) {
      Link link = scene.links.get(place);
      if (link.connected() && link.health.proven() && link.attempts.askAfter(nowNanos) <= 0) {
        asked = place;
        deadlineNanos = nowNanos + scene.timers().registerNanos();
        scene.send(link, Order.Word.TOKEN);
      }
    }
  }

  /**
   * The node's answer.
   *
   * @param waitNanos how long a refusal wants to be waited for; 0: it does not say
   * @return whether the phone may go there now
   */
  boolean answered(Link link, boolean granted, long waitNanos, long nowNanos) {
    if (link.place != asked) {
      return false; // chan-sccp refuses twice
    }
    asked = Scene.NOBODY;
    long wait = waitNanos > 0 ? waitNanos : scene.terms.standbyNanos();
    scene.tell(new PhoneFact.Token(link.name(), granted, granted ? 0 : wait));
    link.attempts.askAgain(nowNanos + wait);
    return granted;
  }

  /** Asks what it means that the node has not answered in time. */
  void moment(long nowNanos) {
    if (asked != Scene.NOBODY && deadlineNanos - nowNanos <= 0) {
      long sentNanos = deadlineNanos - scene.timers().registerNanos();
      scene.order(new Order.Ask(asked, Order.Question.TOKEN, sentNanos));
    }
  }

  /**
   * The node has not answered in time.
   *
   * @param own the fault of this machine meanwhile, or null: then the node is at fault
   * @return whether the phone registers with it all the same
   */
  boolean unanswered(Link link, @Nullable LocalFailure own, long nowNanos) {
    if (link.place != asked) {
      return false;
    }
    asked = Scene.NOBODY;
    if (own != null) {
      link.attempts.askAgain(nowNanos + Backoff.LEAST_NANOS);
      return false;
    }
    if (link.health.ackedWithin(scene.terms.standbyNanos() + ANSWER_NANOS, nowNanos)) {
      return true;
    }
    link.health.distrusted();
    scene.tell(
        new PhoneFact.RegistrationFailed(
            link.name(),
            "token-timeout",
            "no answer to the request to come back",
            scene.timers().connectionMonitorNanos()));
    return false;
  }

  /** When {@link #moment} or {@link #consider} has something to do, from {@code nowNanos}. */
  long nextAfter(Link home, long nowNanos) {
    if (asked != Scene.NOBODY) {
      return deadlineNanos - nowNanos;
    }
    long after = Long.MAX_VALUE;
    for (int place = 0; place < home.place; place++) {
      Link link = scene.links.get(place);
      if (link.connected() && link.health.proven()) {
        after = Math.min(after, link.attempts.askAfter(nowNanos));
      }
    }
    return after;
  }

  /** The node's connection is gone, or the phone has no home to come back from. */
  void forget(int place) {
    if (place == asked || place == Scene.NOBODY) {
      asked = Scene.NOBODY;
    }
  }
}
