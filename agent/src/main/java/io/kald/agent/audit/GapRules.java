package io.kald.agent.audit;

import io.kald.agent.text.Counted;
import io.kald.probe.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The rhythm of one stream: whether each probe came when the one before it made it due (frequency
 * after an answer, retryperiod after a failure, both from the start of the probe:
 * probes/CSS.md#timing).
 */
final class GapRules {
  /** Intervals without a keepalive that are more than the end of a capture. */
  static final int STOPPED = 3;

  private static final int FEWEST_UNSENT = 3;
  private static final int FEWEST_TO_STOP = 4;
  private static final double MOST = 0.5;
  private static final double BURST = 0.2;
  private static final double MISSING = 1.5;
  private static final int FEWEST_FOR_DRIFT = 20;
  private static final double DRIFT = 0.002;

  // deps
  private final Stream stream;
  private final Terms terms;
  private final Inferred inferred;
  private final Findings findings;

  GapRules(Stream stream, Terms terms, Inferred inferred, Findings findings) {
    this.stream = stream;
    this.terms = terms;
    this.inferred = inferred;
    this.findings = findings;
  }

  /** Judges it up to the end of the capture. */
  void judge(long captureEndNanos) {
    List<Integer> unsent = unsent();
    boolean notSent =
        terms.given()
            && unsent.size() >= FEWEST_UNSENT
            && mostOf(unsent.size())
            && !anotherPeriod(unsent);
    if (notSent) {
      notSent(unsent);
    }
    for (int i = 0; i < stream.size() - 1; i++) {
      if (!notSent || !fitsUnsent(i)) {
        gap(i);
      }
    }
    if (terms.given() && !notSent) {
      drift();
    }
    if (terms.given() && stream.size() >= FEWEST_TO_STOP) {
      stopped(captureEndNanos);
    }
  }

  /** A prober that was only switched off looks the same: whoever gave the settings knows. */
  private void stopped(long captureEndNanos) {
    int index = stream.size() - 1;
    ProbeSeen last = stream.probe(index);
    long due = terms.intervalNanos(good(index));
    long silence = captureEndNanos - last.sentNanos();
    if (silence > STOPPED * due + Terms.slackNanos(due)) {
      findings.add(
          RuleId.SLOT_MISSING,
          stream.name(),
          last.sentNanos(),
          List.of(last.sent().frame()),
          "keepalives stop here; "
              + Span.text(silence)
              + " of the capture follow without one, "
              + Counted.of(silence / due, "slot is", "slots are")
              + " missing; "
              + due(due));
    }
  }

  private boolean mostOf(int count) {
    return count > (stream.size() - 1) * MOST;
  }

  /** Intervals that look like a failure between two good exchanges that never was on the wire. */
  private List<Integer> unsent() {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < stream.size() - 1; i++) {
      if (fitsUnsent(i)) {
        found.add(i);
      }
    }
    return found;
  }

  /**
   * Frequency and some retry periods, all good. Up to a tenth longer and up to 1.2 s: the trace of
   * a real CSS has "just over 10" and "nearly 11" seconds for 5 + 5 (probes/CSS.md#timing).
   */
  private boolean fitsUnsent(int index) {
    if (!good(index) || !good(index + 1)) {
      return false;
    }
    Rule rule = terms.rule();
    long beyond = stream.gapNanos(index) - rule.frequencyNanos();
    long slack = Terms.slackNanos(rule.retryNanos());
    long retries = Math.floorDiv(beyond + slack, rule.retryNanos());
    long over = beyond - retries * rule.retryNanos();
    return retries >= 1 && over <= over(rule);
  }

  /** Ports are not stuck by the clock: what is as long each time is the prober's own period. */
  private boolean anotherPeriod(List<Integer> unsent) {
    Rule rule = terms.rule();
    long[] gaps = unsent.stream().mapToLong(stream::gapNanos).toArray();
    long least = Gaps.rank(gaps, 0);
    return least > longestOfOne(rule) && Gaps.rank(gaps, 1) - least <= Terms.slackNanos(least);
  }

  /** Frequency and a single retry period, with all that {@link #fitsUnsent} lets pass. */
  private static long longestOfOne(Rule rule) {
    return rule.frequencyNanos() + rule.retryNanos() + over(rule);
  }

  private static long over(Rule rule) {
    long slack = Terms.slackNanos(rule.retryNanos());
    return Math.max(slack, Math.min(1_200_000_000L, rule.retryNanos() / 4));
  }

  private boolean good(int index) {
    return answered(stream.probe(index), index);
  }

  private boolean answered(ProbeSeen probe, int index) {
    return probe.rttNanos() <= timeoutNanos(index) && probe.answered(terms.resetIs());
  }

  private long timeoutNanos(int index) {
    boolean before = index == 0 || stream.probe(index - 1).answered(terms.resetIs());
    return terms.rule().timeoutNanos(terms.intervalNanos(before));
  }

  private void notSent(List<Integer> unsent) {
    long[] gaps = unsent.stream().mapToLong(stream::gapNanos).toArray();
    long[] rtts = unsent.stream().mapToLong(i -> stream.probe(i).rttNanos()).toArray();
    List<Long> frames = new ArrayList<>();
    for (int i : unsent.subList(0, Math.min(unsent.size(), Findings.SHOWN))) {
      frames.add(stream.probe(i).sent().frame());
      frames.add(stream.probe(i + 1).sent().frame());
    }
    findings.add(
        RuleId.KEEPALIVE_NOT_SENT,
        stream.name(),
        stream.probe(unsent.get(0)).sentNanos(),
        frames.stream().distinct().toList(),
        "the exchanges are good, answered after "
            + Span.text(Gaps.rank(rtts, 0.5))
            + " at the median; yet "
            + unsent.size()
            + " of "
            + (stream.size() - 1)
            + " intervals are "
            + Span.text(Gaps.rank(gaps, 0))
            + " to "
            + Span.text(Gaps.rank(gaps, 1))
            + (Gaps.rank(gaps, 1) > longestOfOne(terms.rule())
                ? ": frequency + one retryperiod or more ("
                : ": frequency + retryperiod (")
            + terms.text()
            + "). Between each two a keepalive was due that is not on the wire, and the prober"
            + " went on as if the server had not answered it: the service goes DYING and ALIVE in"
            + " turns, or DOWN, though it is well. Known likeness: CSCeg60264 (CSS 11500: source"
            + " ports get stuck and probes from them never leave; mended in 7.30(4.02) and"
            + " 7.40(2.02); another tcp-close helps only with a reboot)");
  }

  private void gap(int index) {
    boolean answered = good(index);
    if (!answered && !terms.given()) {
      // A prober may ask sooner at first and later once it thinks the target dead: its own affair.
      return;
    }
    long gap = stream.gapNanos(index);
    long due = terms.intervalNanos(answered);
    long slack = slack(due);
    if (gap < due - slack) {
      if (index == 0) {
        // A prober may begin at once and take its place in the period with its second probe.
        return;
      }
      early(index, gap, due, answered);
    } else if (gap > due + slack) {
      late(index, gap, due, answered);
    }
  }

  private long slack(long due) {
    long own = Terms.slackNanos(due);
    return terms.given() ? own : Math.max(own, 3 * inferred.jitterNanos());
  }

  private void early(int index, long gap, long due, boolean answered) {
    Rule rule = terms.rule();
    if (gap < due * BURST && inBurst(index)) {
      tell(RuleId.BURST, index, "only " + Span.text(gap) + " after the one before; " + due(due));
    } else if (answered && near(gap, rule.retryNanos())) {
      tell(
          index > 0 && !good(index - 1) ? RuleId.BACKOFF_NOT_RESET : RuleId.ANSWER_IGNORED,
          index,
          "answered after "
              + Span.text(stream.probe(index).rttNanos())
              + ", yet the next keepalive came after "
              + Span.text(gap)
              + ", the retry period; "
              + due(due));
    } else if (!answered) {
      tell(RuleId.RETRY_AT_WRONG_TIME, index, wrongTime(gap, due));
    }
  }

  /** Whether the interval before or after is as short: two probes are no burst. */
  private boolean inBurst(int index) {
    return isShort(index - 1) || isShort(index + 1);
  }

  private boolean isShort(int index) {
    return index >= 0
        && index < stream.size() - 1
        && stream.gapNanos(index) < terms.intervalNanos(good(index)) * BURST;
  }

  private void late(int index, long gap, long due, boolean answered) {
    long missing = Math.round((double) gap / due) - 1;
    if (!answered && near(gap, terms.rule().frequencyNanos())) {
      tell(RuleId.RETRY_AT_WRONG_TIME, index, wrongTime(gap, due));
    } else if (gap > due * MISSING) {
      tell(
          RuleId.SLOT_MISSING,
          index,
          Span.text(gap)
              + " without a keepalive, "
              + (missing == 1 ? "1 slot is" : missing + " slots are")
              + " missing; "
              + due(due));
    } else {
      tell(
          RuleId.SLOT_LATE,
          index,
          Span.text(gap - due) + " late: " + Span.text(gap) + " after the one before; " + due(due));
    }
  }

  private static String wrongTime(long gap, long due) {
    return "failed, and the next keepalive came after " + Span.text(gap) + "; " + due(due);
  }

  private static String due(long due) {
    return "due after " + Span.text(due);
  }

  private static boolean near(long gap, long interval) {
    return Math.abs(gap - interval) <= Terms.slackNanos(interval);
  }

  private void tell(RuleId rule, int index, String text) {
    ProbeSeen before = stream.probe(index);
    ProbeSeen next = stream.probe(index + 1);
    findings.add(
        rule,
        stream.name(),
        next.sentNanos(),
        List.of(before.sent().frame(), next.sent().frame()),
        text);
  }

  private void drift() {
    long due = terms.rule().frequencyNanos();
    long[] gaps =
        IntStream.range(0, stream.size() - 1)
            .filter(i -> good(i) && Math.abs(stream.gapNanos(i) - due) <= Terms.slackNanos(due))
            .mapToLong(stream::gapNanos)
            .toArray();
    long usual = Gaps.rank(gaps, 0.5);
    double off = (double) usual / due - 1;
    if (gaps.length >= FEWEST_FOR_DRIFT && Math.abs(off) > DRIFT) {
      ProbeSeen first = stream.probe(0);
      ProbeSeen last = stream.probe(stream.size() - 1);
      findings.add(
          RuleId.PERIOD_DRIFT,
          stream.name(),
          first.sentNanos(),
          List.of(first.sent().frame(), last.sent().frame()),
          String.format(
              Locale.ROOT,
              "%d intervals of %s, half of them more, in place of %s: %+.2f %%",
              gaps.length,
              Span.text(usual),
              Span.text(due),
              off * 100));
    }
  }
}
