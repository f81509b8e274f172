package io.kald.probe.phone;

import io.kald.probe.LocalFailure;
import io.kald.probe.PhoneSpec;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.phone.Link.Phase;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A phone and its group of nodes (protocol-sccp/SCCP.md#keepalives-and-failover). Pure: what
 * happens goes in with its time, orders come out, and {@link #nextNanos} says when time itself is
 * the next thing that happens.
 *
 * <pre>
 * nowhere ──► connecting ──► registering ──► registered ──► leaving ──► nowhere
 *    ^             │              │               │
 *    '─────────────┴──── failed, refused, lost ───'
 * </pre>
 *
 * One node at a time is asked to register the phone; the next one is asked when it failed. A node
 * that failed is left alone for 1 to 60 s, so it sees one Register in each of those steps; one that
 * registered the phone and did not keep it for 10 s with an acknowledged KeepAlive has failed.
 */
public final class GroupMachine {
  private static final long NEVER_NANOS = TimeUnit.HOURS.toNanos(1);

  // deps
  private final Scene scene;
  private final KeepAliveRules keepAlives;
  private final FailbackRules failback;
  private final OtherLinks others;
  private final Registration registration;
  private final Search search;
  private final Stops stops;
  private final LinkFailures failures;

  // state
  private String leaveWhy = "";
  private boolean stopping;
  private boolean gone;

  /** The rules of a phone that has not begun. */
  public GroupMachine(PhoneSpec spec) {
    this.scene = new Scene(spec);
    this.keepAlives = new KeepAliveRules(scene);
    this.failback = new FailbackRules(scene);
    this.others = new OtherLinks(scene);
    this.registration = new Registration(scene);
    this.search = new Search(scene, registration);
    this.stops = new Stops(scene, keepAlives, others, failback, search);
    this.failures = new LinkFailures(scene, keepAlives, others, failback, search, stops);
  }

  /** The oldest order that was not taken yet, or null. Take all before the next input. */
  public @Nullable Order nextOrder() {
    return scene.nextOrder();
  }

  /** What is known of the node at a place. */
  Link link(int place) {
    return scene.links.get(place);
  }

  /** Whether {@link #stop} has been carried out. */
  public boolean gone() {
    return gone;
  }

  /** The node that holds the phone for registered, or null. */
  public @Nullable String registeredAt() {
    return scene.registeredAt();
  }

  /** Before each input: this process may have been stopped meanwhile. */
  public void wakes(long nowNanos) {
    stops.noticed(nowNanos);
  }

  /** Begins with the first node. */
  public void start(long nowNanos) {
    for (Link link : scene.links) {
      link.attempts.begin(nowNanos);
    }
    settle(nowNanos);
  }

  /** Other detection and timers from now on; a KeepAlive that is out keeps its instants. */
  public void rules(PhoneSpec spec, long nowNanos) {
    scene.rules(spec);
    settle(nowNanos);
  }

  /** Takes leave of the node, waits at most the unregister time, and ends. */
  public void stop(String why, long nowNanos) {
    if (stopping) {
      return;
    }
    stopping = true;
    for (Link link : scene.links) {
      if (!link.registering()) {
        scene.close(link, false);
      }
    }
    Link last = scene.active == Scene.NOBODY ? null : link(scene.active);
    if (last == null || !last.registering()) {
      gone = true;
    } else if (last.phase() == Phase.LEAVING) {
      leaveWhy = why;
    } else {
      leave(last, why, nowNanos);
    }
  }

  /** The node's name has an address now. */
  public void addressed(int place, long nowNanos) {
    Link link = link(place);
    if (link.isIdle()) {
      link.attempts.retryNow(nowNanos);
    } else if (link.named()) {
      scene.connect(link, nowNanos);
    }
    settle(nowNanos);
  }

  /** The ordered connection waits: nobody has said yet what address the node's name has. */
  public void unnamed(int place, long nowNanos) {
    Link link = link(place);
    if (!link.awaitName()) {
      ended(place, Trouble.noAddress(link.node.host()), nowNanos);
    }
  }

  /** The connection that was ordered is there. */
  public void connected(int place, long nowNanos) {
    Link link = link(place);
    link.connected(nowNanos);
    if (scene.isActive(link)) {
      registration.begin(link, nowNanos);
    } else {
      keepAlives.begin(link, nowNanos);
    }
    settle(nowNanos);
  }

  /** RegisterAck. */
  public void registerAcked(int place, PhoneTerms offered, long nowNanos) {
    Link link = link(place);
    if (link.phase() == Phase.REGISTERING) {
      registration.acked(link, offered, nowNanos);
      keepAlives.begin(link, nowNanos + link.terms().keepAliveNanos());
    }
  }

  /** CapabilitiesReq: answered once in a registration, and followed by the phone's questions. */
  public void capabilitiesAsked(int place, long nowNanos) {
    registration.capabilitiesAsked(link(place), nowNanos);
  }

  /** The date: the last answer of a registration. */
  public void dateTold(int place, long nowNanos) {
    Link link = link(place);
    if (link.phase() == Phase.ASKING) {
      registration.done(link, nowNanos);
      search.arrived(link, nowNanos);
      settle(nowNanos);
    }
  }

  /** The connection came to nothing, or has ended; there is none any more. */
  public void ended(int place, Trouble trouble, long nowNanos) {
    Link link = link(place);
    if (link.phase() == Phase.LEAVING) {
      left(link, nowNanos);
    } else if (!link.isIdle()) {
      failures.ended(link, trouble, nowNanos);
    }
    settle(nowNanos);
  }

  /** When what a node has not answered was sent; now when it owes nothing. */
  public long unansweredNanos(int place, long nowNanos) {
    return link(place).unansweredNanos(nowNanos);
  }

  /** RegisterReject. */
  public void rejected(int place, String text, long nowNanos) {
    Link link = link(place);
    if (link.registering() && link.phase() != Phase.LEAVING) {
      failures.lose(link, Trouble.rejected(text), nowNanos, nowNanos);
      settle(nowNanos);
    }
  }

  /** KeepAliveAck. */
  public void keepAliveAcked(int place, long nowNanos) {
    Link link = link(place);
    keepAlives.acked(link, nowNanos);
    if (link == scene.home() && link.settle(nowNanos)) {
      search.settled();
    }
    settle(nowNanos);
  }

  /** A KeepAlive that was ordered has left; see {@link SentKeepAlive#mark}. */
  public void keepAliveSent(int place, long mark, long leftNanos) {
    keepAlives.sent(link(place), mark, leftNanos);
  }

  /** The kernel was asked, as ordered. */
  public void sampled(int place, TcpSample sample, long nowNanos) {
    Link link = link(place);
    if (!link.keptAlive()) {
      return;
    }
    if (keepAlives.sampled(link, sample, nowNanos)) {
      long sinceNanos = link.keepAlives.suspectNanos(nowNanos);
      scene.order(new Order.Ask(place, Order.Question.KEEP_ALIVES, sinceNanos));
    }
    settle(nowNanos);
  }

  /**
   * Whether this machine was at fault while a node was silent, as asked for by {@link Order.Ask}.
   *
   * @param own its fault, or null: what is not answered is held against the node
   */
  public void hostAsked(
      int place, Order.Question question, @Nullable LocalFailure own, long nowNanos) {
    Link link = link(place);
    switch (question) {
      case TIME_UP -> {
        if (link.timed() && link.deadlineNanos() - nowNanos <= 0) {
          timeUp(link, own, nowNanos);
        }
      }
      case KEEP_ALIVES -> {
        if (link.keptAlive()) {
          failures.judge(link, own, nowNanos);
        }
      }
      case TOKEN -> {
        if (failback.unanswered(link, own, nowNanos)) {
          goBack(link, nowNanos);
        }
      }
    }
    settle(nowNanos);
  }

  /** The answer to a token request; see {@link FailbackRules#answered}. */
  public void tokenAnswered(int place, boolean granted, long waitNanos, long nowNanos) {
    if (failback.answered(link(place), granted, waitNanos, nowNanos)) {
      goBack(link(place), nowNanos);
    }
    settle(nowNanos);
  }

  /** UnregisterAck: a node that says no keeps the phone, unless the phone insists. */
  public void unregisterAcked(int place, boolean accepted, long nowNanos) {
    Link link = link(place);
    if (link.phase() != Phase.LEAVING) {
      return;
    }
    if (accepted || stopping || !search.mayStay(nowNanos)) {
      left(link, nowNanos);
    } else {
      link.kept(nowNanos);
    }
    settle(nowNanos);
  }

  /** The node wants the phone to start again. */
  public void restartAsked(int place, FailoverCause cause, long nowNanos) {
    Link link = link(place);
    if (link.phase() == Phase.REGISTERED) {
      search.restart(link, cause, nowNanos);
      leave(link, cause.word(), nowNanos);
    } else if (link.registering() && link.phase() != Phase.LEAVING) {
      Trouble trouble = new Trouble(cause, KeepAliveVerdict.UNKNOWN, "restart-asked", "");
      failures.lose(link, trouble, nowNanos, nowNanos);
    }
    settle(nowNanos);
  }

  /** The time that {@link #nextNanos} named has come, or more. */
  public void moment(long nowNanos) {
    if (stops.noticed(nowNanos) || stops.wakeUp.waits(nowNanos)) {
      return;
    }
    stops.moment();
    for (Link link : scene.links) {
      if (link.timed() && link.deadlineNanos() - nowNanos <= 0) {
        timeUp(link, nowNanos);
      } else if (link.keptAlive()) {
        keepAlives.moment(link, nowNanos);
      }
    }
    failback.moment(nowNanos);
    settle(nowNanos);
  }

  /** When to call {@link #moment} next. */
  public long nextNanos(long nowNanos) {
    if (stops.noticed(nowNanos) || stops.wakeUp.waits(nowNanos)) {
      return stops.wakeUp.plannedNanos();
    }
    long after = NEVER_NANOS;
    for (Link link : scene.links) {
      if (link.timed()) {
        after = Math.min(after, link.deadlineNanos() - nowNanos);
      } else if (link.keptAlive()) {
        after = Math.min(after, keepAlives.nextAfter(link, nowNanos));
      }
    }
    after = Math.min(after, nextOfGroup(nowNanos));
    return stops.wakeUp.plan(nowNanos + Math.max(0, after));
  }

  private long nextOfGroup(long nowNanos) {
    Link home = scene.home();
    if (home != null) {
      return Math.min(others.nextAfter(home, nowNanos), failback.nextAfter(home, nowNanos));
    }
    if (scene.active != Scene.NOBODY || stopping) {
      return NEVER_NANOS;
    }
    return search.nextAfter(nowNanos);
  }

  /** Does what follows from how things are now. */
  private void settle(long nowNanos) {
    if (stopping) {
      return;
    }
    Link home = scene.home();
    if (home != null) {
      others.keep(home, nowNanos);
      failback.consider(home, nowNanos);
    } else if (scene.active == Scene.NOBODY) {
      search.seek(others.standby(), nowNanos);
    }
  }

  private void timeUp(Link link, long nowNanos) {
    if (stops.excuses(link)) {
      stops.ended(link, nowNanos);
    } else if (link.waitsForNode()) {
      long sinceNanos = link.unansweredNanos(nowNanos);
      scene.order(new Order.Ask(link.place, Order.Question.TIME_UP, sinceNanos));
    } else {
      timeUp(link, null, nowNanos);
    }
  }

  private void timeUp(Link link, @Nullable LocalFailure own, long nowNanos) {
    switch (link.phase()) {
      case CONNECTING -> failures.lose(link, link.notConnected().unless(own), nowNanos, nowNanos);
      case REGISTERING, ASKING ->
          failures.lose(link, Trouble.NO_REGISTER_ACK.unless(own), nowNanos, nowNanos);
      case ACKED -> registration.question(link, nowNanos);
      case LEAVING -> left(link, nowNanos);
      case IDLE, CONNECTED, REGISTERED -> {}
    }
  }

  private void goBack(Link link, long nowNanos) {
    Link home = scene.home();
    if (home != null && link.connected()) {
      search.goBack(home, link, nowNanos);
      leave(home, FailoverCause.FAILBACK.word(), nowNanos);
    }
  }

  private void leave(Link link, String why, long nowNanos) {
    leaveWhy = why;
    link.leaving(nowNanos + scene.timers().unregisterNanos());
    scene.send(link, Order.Word.UNREGISTER);
  }

  /** Registered no more, of the phone's own will. */
  private void left(Link link, long nowNanos) {
    scene.tell(new PhoneFact.Unregistered(link.name(), leaveWhy));
    scene.close(link, false);
    scene.active = Scene.NOBODY;
    failback.forget(Scene.NOBODY);
    link.attempts.retryNow(nowNanos);
    gone = stopping;
    if (!stopping) {
      search.goOn(nowNanos);
    }
  }
}
