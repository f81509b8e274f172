package io.kald.probe.phone;

import io.kald.probe.LocalFailure;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.PhoneFact;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A phone without a node looks for one: its standby, else the first of its list that is not left
 * alone after a failure. Keeps what the world is told about that. Pure.
 *
 * <p>One that has just lost its node does not wait for the others: what could not be connected with
 * lately is tried at once, and once. A node that refused to register the phone keeps its back-off.
 */
final class Search {
  /** How long a phone that was told to restart is away. */
  private static final long RESTART_NANOS = TimeUnit.SECONDS.toNanos(1);

  // deps
  private final Scene scene;
  private final Registration registration;

  // state
  private @Nullable Departure departure;
  private int heading = Scene.NOBODY;

  /** The node whose registration ended while this process was stopped, until it has its try. */
  private int resumed = Scene.NOBODY;

  private long pauseEndNanos;
  private boolean paused;

  Search(Scene scene, Registration registration) {
    this.scene = scene;
    this.registration = registration;
  }

  /** Begins with the next node, if there is one to begin with. */
  void seek(int standby, long nowNanos) {
    if (paused && pauseEndNanos - nowNanos > 0) {
      return;
    }
    Link next = next(standby, nowNanos);
    paused = false;
    if (next == null) {
      nobodyLeft();
      return;
    }
    scene.active = next.place;
    next.attempts.hurry(false);
    if (next.connected()) {
      next.promote(nowNanos);
      registration.begin(next, nowNanos);
    } else if (next.isIdle()) {
      scene.connect(next, nowNanos);
    }
  }

  /** When {@link #seek} may find one, counted from {@code nowNanos}. */
  long nextAfter(long nowNanos) {
    long after = Long.MAX_VALUE;
    for (Link link : scene.links) {
      if (link.isIdle()) {
        after = Math.min(after, link.attempts.waitNanos(nowNanos));
      }
    }
    return paused ? Math.max(after, pauseEndNanos - nowNanos) : after;
  }

  /** The phone has lost its node; one that did not keep it for long has not taken it. */
  void lost(Link home, boolean settled, FailoverCause cause, long firstSignNanos, long nowNanos) {
    if (!settled) {
      home.attempts.tried();
    }
    scene.tell(new PhoneFact.Lost(home.name(), cause));
    registration.reason(cause.word());
    departure = new Departure(home.name(), cause, firstSignNanos, nowNanos);
    hurry(home);
    scene.stand(Order.Health.DYING, cause.word() + " at " + home.name());
  }

  /** The phone has lost its node by a fault of this machine, which is no failover. */
  void lostByUs(Link home, LocalFailure own) {
    String why = PhoneFact.OwnFault.words(own.reason());
    scene.tell(new PhoneFact.Unregistered(home.name(), why));
    hurry(home);
    scene.stand(Order.Health.DYING, why);
  }

  /** The registration ended because this process was stopped: how the group is, is not touched. */
  void sleptThrough(Link home, String why) {
    scene.tell(new PhoneFact.Unregistered(home.name(), why));
    resumed = home.place;
  }

  /** The node does not take the phone back after a stop of this process: now it is lost. */
  private void notResumed(Link link, Trouble trouble, long nowNanos) {
    FailoverCause cause = trouble.cause();
    resumed = Scene.NOBODY;
    hurry(link);
    if (cause == null) {
      scene.stand(Order.Health.DYING, why(trouble));
      return;
    }
    scene.tell(new PhoneFact.Lost(link.name(), cause));
    departure = new Departure(link.name(), cause, link.startNanos(), nowNanos);
    scene.stand(Order.Health.DYING, cause.word() + " at " + link.name());
  }

  /** The users of the phone are without one: how long others were away matters less than that. */
  private void hurry(Link lost) {
    for (Link link : scene.links) {
      link.attempts.hurry(link != lost && link.isIdle());
    }
  }

  /** The phone's node wants it to start again, from the top of the list. */
  void restart(Link home, FailoverCause cause, long nowNanos) {
    registration.reason(cause.word());
    departure = new Departure(home.name(), cause, nowNanos, nowNanos);
    paused = true;
    pauseEndNanos = nowNanos + restartNanos(home);
    scene.stand(Order.Health.DYING, cause.word() + " asked for by " + home.name());
  }

  /** A node that restarts every phone as soon as it is registered sees each less and less often. */
  private static long restartNanos(Link home) {
    return home.settled() ? RESTART_NANOS : Math.max(RESTART_NANOS, home.attempts.restarted());
  }

  /** The phone leaves its node for a better one. */
  void goBack(Link home, Link better, long nowNanos) {
    heading = better.place;
    departure = new Departure(home.name(), FailoverCause.FAILBACK, nowNanos, nowNanos);
  }

  /** Its node does not let it go: whether it may stay, and ask for another token later. */
  boolean mayStay(long nowNanos) {
    if (heading == Scene.NOBODY) {
      return false;
    }
    scene.links.get(heading).attempts.askAgain(nowNanos + scene.terms.standbyNanos());
    heading = Scene.NOBODY;
    departure = null;
    return true;
  }

  /** It has left: on to the better node, if that is what it left for. */
  void goOn(long nowNanos) {
    if (heading == Scene.NOBODY) {
      return;
    }
    if (!scene.links.get(heading).connected()) {
      turnedAway(null, "turned away by " + scene.links.get(heading).name());
      return;
    }
    registration.reason(FailoverCause.FAILBACK.word());
    Link better = scene.links.get(heading);
    scene.active = heading;
    better.promote(nowNanos);
    registration.begin(better, nowNanos);
  }

  /** A node did not take the phone. */
  void failed(Link link, Trouble trouble, long waitNanos, long nowNanos) {
    FailoverCause cause = trouble.cause();
    if (cause != null) {
      registration.reason(cause.word());
      link.attempts.tried();
    }
    if (link.place == heading) {
      turnedAway(cause, cause == null ? why(trouble) : "turned away by " + link.name());
    }
    if (link.place == resumed) {
      notResumed(link, trouble, nowNanos);
    }
    LocalFailure own = trouble.own();
    if (own != null) {
      scene.order(new Order.OwnFault(link.place, own, waitNanos));
      return;
    }
    scene.tell(
        new PhoneFact.RegistrationFailed(link.name(), trouble.word(), trouble.detail(), waitNanos));
  }

  private static String why(Trouble trouble) {
    return PhoneFact.OwnFault.THIS_MACHINE + trouble.word();
  }

  /** The better node does not take the phone, which has left its own for it. */
  private void turnedAway(@Nullable FailoverCause cause, String why) {
    heading = Scene.NOBODY;
    departure = departure == null || cause == null ? null : departure.turnedAway(cause);
    scene.stand(Order.Health.DYING, why);
  }

  /** Registered. */
  void arrived(Link link, long nowNanos) {
    for (Link each : scene.links) {
      each.attempts.hurry(false);
    }
    if (departure != null) {
      boolean asWanted = link.place == heading;
      scene.tell(departure.to(link.name(), asWanted, nowNanos));
      departure = null;
    }
    heading = Scene.NOBODY;
    resumed = Scene.NOBODY;
    scene.stand(Order.Health.ALIVE, "registered with " + link.name());
  }

  /** The registration has proven to last: from now on nobody counts as tried. */
  void settled() {
    for (Link each : scene.links) {
      each.attempts.untried();
    }
  }

  private @Nullable Link next(int standby, long nowNanos) {
    if (resumed != Scene.NOBODY) {
      return scene.links.get(resumed);
    }
    if (!paused && standby != Scene.NOBODY && scene.links.get(standby).connected()) {
      return scene.links.get(standby);
    }
    Link untried = first(link -> !link.attempts.isTried() && usable(link, nowNanos));
    if (untried == null) {
      untried = first(link -> link.attempts.isHurried() && link.attempts.waitNanos(nowNanos) <= 0);
    }
    return untried == null ? first(link -> usable(link, nowNanos)) : untried;
  }

  private static boolean usable(Link link, long nowNanos) {
    return !link.isIdle() || link.mayConnect(nowNanos);
  }

  /** Nobody is asked twice before everybody was asked once, the SRST reference last. */
  private @Nullable Link first(Predicate<Link> wanted) {
    return scene.links.stream().filter(wanted).findFirst().orElse(null);
  }

  private void nobodyLeft() {
    if (!scene.links.stream().allMatch(link -> link.attempts.isTried())) {
      return;
    }
    if (departure != null) {
      scene.tell(departure.nowhere());
      departure = null;
    }
    scene.stand(Order.Health.DOWN, "no node of the group keeps the phone");
  }
}
