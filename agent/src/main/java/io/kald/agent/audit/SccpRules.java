package io.kald.agent.audit;

import io.kald.agent.audit.LinkEvent.Kind;
import io.kald.agent.flow.Moment;
import io.kald.agent.text.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The rules of one phone over all its links (protocol-sccp/SCCP.md#keepalives-and-failover). */
final class SccpRules {
  private static final int MISSES = 3;
  private static final long AT_ONCE = TimeUnit.SECONDS.toNanos(5);
  private static final long TOKEN_HOLDS = TimeUnit.SECONDS.toNanos(60);
  private static final long LATE_PART = 20;
  private static final long LATE_LEAST = TimeUnit.SECONDS.toNanos(1);

  // deps
  private final List<SccpLink> links;
  private final long captureEndNanos;
  private final Findings findings;

  SccpRules(List<SccpLink> links, long captureEndNanos, Findings findings) {
    this.links = links;
    this.captureEndNanos = captureEndNanos;
    this.findings = findings;
  }

  void judge() {
    for (SccpLink link : links) {
      acks(link);
      rhythm(link);
      failover(link);
      failback(link);
    }
  }

  private void acks(SccpLink link) {
    List<Beat> beats = link.beats();
    for (int i = 0; i < beats.size(); i++) {
      Beat beat = beats.get(i);
      if (beat.acked() != null || !outlived(link, i)) {
        continue;
      }
      if (beat.active()) {
        tell(
            RuleId.SCCP_ACK_MISSING,
            link,
            beat.sent(),
            beat.reached()
                ? "no KeepAliveAck, though TCP delivered the KeepAlive: call control hangs or is"
                    + " overloaded"
                : "neither a KeepAliveAck nor TCP's acknowledgement" + again(beat));
      } else if (!beat.reached()) {
        tell(
            RuleId.STANDBY_NOT_ACKED,
            link,
            beat.sent(),
            "not even TCP acknowledged it" + again(beat));
      }
    }
  }

  private static String again(Beat beat) {
    return beat.again().isEmpty() ? "" : ", sent again " + Counted.of(beat.again().size(), "time");
  }

  /** Whether the capture goes on long enough after a KeepAlive to judge that it had no answer. */
  private boolean outlived(SccpLink link, int index) {
    Moment sent = link.beats().get(index).sent();
    @Nullable Moment closed = link.closed();
    long end = closed == null ? captureEndNanos : closed.atNanos();
    long patience = Math.max(LATE_LEAST, intervalNanos(link, index) / 2);
    return end - sent.atNanos() > patience;
  }

  /** From a KeepAlive to the next, as asked for or as seen. */
  private static long intervalNanos(SccpLink link, int index) {
    boolean active = link.beats().get(index).active();
    if (active && link.askedSeconds() > 0) {
      return TimeUnit.SECONDS.toNanos(link.askedSeconds());
    }
    return link.intervalNanos(active);
  }

  private void rhythm(SccpLink link) {
    List<Beat> beats = link.beats();
    for (int i = 0; i + 1 < beats.size(); i++) {
      long gap = beats.get(i + 1).sent().atNanos() - beats.get(i).sent().atNanos();
      long due = intervalNanos(link, i);
      boolean same = beats.get(i).active() == beats.get(i + 1).active();
      if (same && due > 0 && gap - due > Math.max(LATE_LEAST, due / LATE_PART)) {
        findings.add(
            gap > 1.5 * due ? RuleId.SLOT_MISSING : RuleId.SLOT_LATE,
            link.name(),
            beats.get(i + 1).sent().atNanos(),
            List.of(beats.get(i).sent().frame(), beats.get(i + 1).sent().frame()),
            "KeepAlive after " + Span.text(gap) + "; due after " + Span.text(due));
      }
    }
  }

  /** Three missed acks in a row, or a link the node closed: the phone has to be elsewhere. */
  private void failover(SccpLink link) {
    @Nullable Moment dead = lost(link);
    if (dead == null || nodes() < 2) {
      return;
    }
    boolean closed = dead.equals(link.closed());
    long limit = dead.atNanos() + (closed ? AT_ONCE : intervalNanos(link, last(link)) + AT_ONCE);
    @Nullable LinkEvent elsewhere = null;
    for (SccpLink other : links) {
      @Nullable LinkEvent register = other.first(Kind.REGISTER, dead.atNanos(), Long.MAX_VALUE);
      if (other != link
          && register != null
          && (elsewhere == null || register.at().atNanos() < elsewhere.at().atNanos())) {
        elsewhere = register;
      }
    }
    long left = elsewhere == null ? captureEndNanos : elsewhere.at().atNanos();
    if (left > limit) {
      List<Long> frames = new ArrayList<>(List.of(dead.frame()));
      if (elsewhere != null) {
        frames.add(elsewhere.at().frame());
      }
      findings.add(
          RuleId.FAILOVER_LATE,
          link.name(),
          dead.atNanos(),
          frames,
          (closed ? "the node closed the link" : "the third KeepAlive in a row had no answer")
              + (elsewhere == null
                  ? " and the phone registered nowhere in the "
                  : "; the phone registered elsewhere only after ")
              + Span.text(left - dead.atNanos())
              + (elsewhere == null ? " that follow" : ""));
    }
  }

  /** A phone that knows one node has nowhere to go. */
  private long nodes() {
    return links.stream().map(SccpLink::node).distinct().count();
  }

  private static int last(SccpLink link) {
    return link.beats().size() - 1;
  }

  /** When a registered link was lost, or null. */
  private static @Nullable Moment lost(SccpLink link) {
    int missed = 0;
    boolean active = false;
    for (Beat beat : link.beats()) {
      active = beat.active();
      missed = beat.active() && beat.acked() == null ? missed + 1 : 0;
      if (missed == MISSES) {
        return beat.sent();
      }
    }
    boolean left =
        link.events().stream().anyMatch(e -> e.kind() == Kind.UNREGISTER || e.kind() == Kind.RESET);
    return active && !left && link.closedByNode() ? link.closed() : null;
  }

  /** A phone that leaves a node that answers it, by Unregister, needs the other's token. */
  private void failback(SccpLink left) {
    @Nullable LinkEvent unregister = left.first(Kind.UNREGISTER, Long.MIN_VALUE, Long.MAX_VALUE);
    if (unregister == null || !answeredBefore(left, unregister.at().atNanos())) {
      return;
    }
    long at = unregister.at().atNanos();
    if (left.first(Kind.RESET, at - TOKEN_HOLDS, at) != null) {
      return;
    }
    for (SccpLink other : links) {
      @Nullable LinkEvent register = other.first(Kind.REGISTER, at, at + AT_ONCE);
      if (other != left
          && !other.node().equals(left.node())
          && register != null
          && other.first(Kind.TOKEN_ACK, at - TOKEN_HOLDS, register.at().atNanos()) == null) {
        findings.add(
            RuleId.FAILBACK_WITHOUT_TOKEN,
            other.name(),
            register.at().atNanos(),
            List.of(unregister.at().frame(), register.at().frame()),
            "left "
                + left.node()
                + ", which answered, and registered here "
                + Span.text(register.at().atNanos() - at)
                + " later; no RegisterTokenAck came before");
      }
    }
  }

  private static boolean answeredBefore(SccpLink link, long atNanos) {
    boolean answered = false;
    for (Beat beat : link.beats()) {
      if (beat.active() && beat.sent().atNanos() < atNanos) {
        answered = beat.acked() != null;
      }
    }
    return answered;
  }

  private void tell(RuleId rule, SccpLink link, Moment at, String text) {
    findings.add(rule, link.name(), at.atNanos(), List.of(at.frame()), text);
  }
}
