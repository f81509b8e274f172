package io.kald.probe.phone;

import io.kald.probe.LocalFailure;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact;
import io.kald.sccp.KeepAliveAck;
import org.jspecify.annotations.Nullable;

/**
 * When KeepAlives are sent and what becomes of each. On the active link a KeepAliveAck is required
 * until the next one is due; on others the phone is not registered, call managers answer there by
 * TCP alone (protocol-sccp/SCCP.md#keepalives-and-failover), and that is enough. Pure.
 */
final class KeepAliveRules {
  /** What follows for the link. */
  enum Outcome {
    FINE,
    /** TCP could not deliver a KeepAlive until the reset instant. */
    PATH_BROKEN,
    /** Too many KeepAlives in a row lack their KeepAliveAck. */
    ACKS_MISSED
  }

  private static final long PATIENCE_NANOS = AckMatcher.STANDBY_PATIENCE_NANOS;

  // deps
  private final Scene scene;

  // state
  private int missed;
  private long toldBaseNanos;

  KeepAliveRules(Scene scene) {
    this.scene = scene;
  }

  /** A link begins to be kept alive; its first KeepAlive is due then. */
  void begin(Link link, long firstDueNanos) {
    link.keepAlives.begin(firstDueNanos);
    if (scene.isActive(link)) {
      missed = 0;
      link.keepAlives.clear();
    }
  }

  /** Time has come for something on this link, perhaps. */
  void moment(Link link, long nowNanos) {
    boolean active = scene.isActive(link);
    boolean due = link.keepAlives.dueAfter(nowNanos) <= 0;
    if (due) {
      settle(link);
    }
    int millis = link.keepAlives.rtoStepDue(nowNanos);
    if (millis > 0) {
      scene.order(new Order.RtoMax(link.place, millis));
    }
    if (!due) {
      if (link.keepAlives.lookDue(nowNanos, active)) {
        scene.order(new Order.Look(link.place));
      }
    } else if (active && !link.keepAlives.waiting().isEmpty()) {
      link.keepAlives.judge();
      scene.order(new Order.Look(link.place));
    } else {
      send(link, nowNanos);
    }
  }

  /** When {@link #moment} has something to do, counted from {@code nowNanos}. */
  long nextAfter(Link link, long nowNanos) {
    return Math.min(
        link.keepAlives.dueAfter(nowNanos),
        link.keepAlives.nextAfter(nowNanos, scene.isActive(link)));
  }

  /** A KeepAlive that was ordered has left. */
  void sent(Link link, long mark, long leftNanos) {
    link.keepAlives.sent(leftNanos, mark);
  }

  /**
   * The kernel was asked.
   *
   * @return whether something is now held against the node, unless this machine is at fault: {@link
   *     #judge} is to be called with the answer to that
   */
  boolean sampled(Link link, TcpSample sample, long nowNanos) {
    link.keepAlives.sampled(sample, nowNanos);
    link.sample(sample);
    boolean elsewhere = !scene.isActive(link);
    if (link.keepAlives.judging()
        || link.keepAlives.pathBroken()
        || (elsewhere && hangs(link, nowNanos))) {
      return true;
    }
    if (elsewhere) {
      judgeUnregistered(link, null, nowNanos);
    }
    return false;
  }

  /**
   * Judges what {@link #sampled} has found.
   *
   * @param own the fault of this machine while the node was silent, or null
   */
  Outcome judge(Link link, @Nullable LocalFailure own, long nowNanos) {
    if (!scene.isActive(link)) {
      judgeUnregistered(link, own, nowNanos);
    }
    if (link.keepAlives.pathBroken()) {
      ended(link, KeepAliveVerdict.NOT_ACKED, own);
      return Outcome.PATH_BROKEN;
    }
    if (link.keepAlives.judged()) {
      return judgeActive(link, own, nowNanos);
    }
    return Outcome.FINE;
  }

  /** A KeepAliveAck came; {@link KeepAlives} knows for which KeepAlive, judged before or not. */
  void acked(Link link, long nowNanos) {
    if (scene.isActive(link)) {
      missed = 0;
    } else {
      link.health.acksUnregistered();
    }
    if (link == scene.home()) {
      scene.stand(Order.Health.ALIVE, link.name() + " acknowledges again");
    }
    if (!scene.isActive(link) && link.keepAlives.patienceOver(nowNanos)) {
      settle(link);
    }
    for (AckMatcher.Match<SentKeepAlive, KeepAliveAck> acked : link.keepAlives.acked(nowNanos)) {
      answered(link, acked);
    }
  }

  /** Reports the KeepAlive that a held ack answers, if one is held. */
  private void settle(Link link) {
    AckMatcher.@Nullable Match<SentKeepAlive, KeepAliveAck> acked = link.keepAlives.settled();
    if (acked != null) {
      answered(link, acked);
    }
  }

  private void answered(Link link, AckMatcher.Match<SentKeepAlive, KeepAliveAck> acked) {
    SentKeepAlive sent = acked.sent();
    long rttNanos = acked.atNanos() - sent.sentNanos;
    judged(link, sent, KeepAliveVerdict.SCCP_ACKED, rttNanos);
    ofUse(link, sent);
    if (!sent.judged && !link.slept()) {
      learn(link, rttNanos);
    }
    long sinceNanos = sent.judged ? acked.atNanos() : sent.dueNanos;
    link.health.acked(sinceNanos, acked.atNanos(), scene.timers().connectionMonitorNanos());
  }

  /**
   * The connection is gone: every KeepAlive still waited for has this verdict.
   *
   * @param own the fault of this machine that ended it, or null
   */
  void ended(Link link, KeepAliveVerdict verdict, @Nullable LocalFailure own) {
    if (link.slept()) {
      sleptThrough(link);
      return;
    }
    settle(link);
    for (SentKeepAlive sent : link.keepAlives.waiting()) {
      if (own == null) {
        judged(link, sent, verdict, -1);
      } else {
        link.hinderedBy(own);
        notProbed(link, sent, own);
      }
      sent.judged = true;
    }
  }

  /** It proves nothing of the node. */
  private void notProbed(Link link, SentKeepAlive sent, LocalFailure own) {
    PhoneFact.Exchange exchange = exchange(link, sent, KeepAliveVerdict.NOT_PROBED, -1);
    scene.order(new Order.Judged(link.place, exchange, sent.dueNanos, sent.judged, own));
  }

  /** This process was stopped: what is unanswered then is no fault of the node. */
  void sleptThrough(Link link) {
    settle(link);
    for (SentKeepAlive sent : link.keepAlives.waiting()) {
      notProbed(link, sent, Stops.fault(scene.stoppedNanos)); // Stops knows what follows.
    }
    link.keepAlives.sleptThrough();
  }

  private Outcome judgeActive(Link link, @Nullable LocalFailure own, long nowNanos) {
    if (own != null) {
      ended(link, KeepAliveVerdict.NOT_PROBED, own);
      send(link, nowNanos);
      return Outcome.FINE;
    }
    String why = "";
    for (SentKeepAlive sent : link.keepAlives.waiting()) {
      KeepAliveVerdict verdict = missedVerdict(sent, link.sample());
      if (verdict != KeepAliveVerdict.NOT_ACKED) {
        missed++; // What TCP has not delivered is the path's, which ends at its reset instant.
      }
      why = missedWords(verdict);
      judged(link, sent, verdict, sent.tcpRttNanos());
      sent.judged = true;
    }
    if (missed >= scene.spec.detection().missedAcks()) {
      return Outcome.ACKS_MISSED;
    }
    if (!why.isEmpty()) {
      scene.stand(Order.Health.DYING, count() + link.name() + why);
    }
    send(link, nowNanos);
    return Outcome.FINE;
  }

  /** What TCP has not delivered is not counted. */
  private String count() {
    return missed == 0 ? "" : missed + " of " + scene.spec.detection().missedAcks() + " missed, ";
  }

  private static String missedWords(KeepAliveVerdict verdict) {
    return switch (verdict) {
      case TCP_ACKED_ONLY -> " acknowledges TCP only";
      case NOT_ACKED -> " does not acknowledge TCP";
      case SCCP_ACKED, CLOSED, RESET, UNKNOWN, NOT_PROBED -> " does not acknowledge";
    };
  }

  private static KeepAliveVerdict missedVerdict(SentKeepAlive sent, TcpSample sample) {
    if (sent.delivered) {
      return KeepAliveVerdict.TCP_ACKED_ONLY;
    }
    boolean told = sample.known() && sent.mark != TcpSample.UNKNOWN;
    return told ? KeepAliveVerdict.NOT_ACKED : KeepAliveVerdict.UNKNOWN;
  }

  private void judgeUnregistered(Link link, @Nullable LocalFailure own, long nowNanos) {
    TcpSample sample = link.sample();
    if (link.keepAlives.waiting().stream().anyMatch(sent -> over(sent, nowNanos))) {
      settle(link);
    }
    for (SentKeepAlive sent : link.keepAlives.waiting()) {
      boolean known = sent.delivered || !sample.known();
      if (over(sent, nowNanos) && known && own != null) {
        link.hinderedBy(own);
        notProbed(link, sent, own);
        sent.judged = true;
      } else if (over(sent, nowNanos) && known) {
        judged(link, sent, missedVerdict(sent, sample), sent.tcpRttNanos());
        sent.judged = true;
        ofUse(link, sent);
        link.health.delivered(
            sent.dueNanos,
            nowNanos,
            scene.timers().connectionMonitorNanos(),
            scene.terms.standbyNanos() + PATIENCE_NANOS);
      }
    }
  }

  /** What was sent since this process was last stopped has been answered. */
  private void ofUse(Link link, SentKeepAlive sent) {
    link.heard();
    if (sent.sentNanos - scene.wokeNanos >= 0) {
      link.ofUse();
    }
  }

  private boolean hangs(Link link, long nowNanos) {
    return link.health.hangs(nowNanos, scene.terms.standbyNanos() + PATIENCE_NANOS);
  }

  private static boolean over(SentKeepAlive sent, long nowNanos) {
    return nowNanos - sent.sentNanos >= PATIENCE_NANOS || sent.instantsOver();
  }

  private void judged(Link link, SentKeepAlive sent, KeepAliveVerdict verdict, long rttNanos) {
    PhoneFact.Exchange exchange = exchange(link, sent, verdict, rttNanos);
    scene.order(new Order.Judged(link.place, exchange, sent.dueNanos, sent.judged, null));
  }

  private PhoneFact.Exchange exchange(
      Link link, SentKeepAlive sent, KeepAliveVerdict verdict, long rttNanos) {
    return new PhoneFact.Exchange(
        link.name(), link.role(scene.active), verdict, sent.sentNanos, rttNanos);
  }

  private void send(Link link, long nowNanos) {
    boolean active = scene.isActive(link);
    long interval = active ? link.terms().keepAliveNanos() : scene.terms.standbyNanos();
    long firstNanos = nowNanos + link.keepAlives.dueAfter(nowNanos);
    long skipped = link.keepAlives.take(interval, nowNanos);
    if (skipped > 0 && active) {
      scene.order(new Order.Skipped(skipped, firstNanos));
    }
    LinkHealth health = link.health;
    boolean watched = link.role(scene.active) == PhoneFact.Link.MONITOR;
    long provenNanos = health.provenAtNanos(scene.timers().connectionMonitorNanos());
    if (watched && health.good() && !health.proven() && provenNanos - nowNanos > 0) {
      link.keepAlives.hasten(provenNanos);
    }
    scene.send(link, Order.Word.KEEP_ALIVE);
  }

  private void learn(Link link, long rttNanos) {
    link.baseline.add(rttNanos);
    long base = link.baseline.baseNanos();
    if (scene.isActive(link) && Math.abs(base - toldBaseNanos) > toldBaseNanos / 10) {
      toldBaseNanos = base;
      scene.tell(new PhoneFact.Baseline(base, link.baseline.samples()));
    }
  }
}
