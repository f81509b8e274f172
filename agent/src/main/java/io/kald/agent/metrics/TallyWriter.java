package io.kald.agent.metrics;

import io.kald.probe.FactKey;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import java.util.function.Function;

/** Adds outcomes to tallies without making an object for each. Confined to its store's monitor. */
final class TallyWriter {
  // deps
  private final Function<ProbeOutcome.Answered, Boolean> answered = this::answered;
  private final Function<ProbeOutcome.Rejected, Boolean> rejected = this::rejected;
  private final Function<ProbeOutcome.Unanswered, Boolean> unanswered = this::unanswered;
  private final Function<ProbeOutcome.NotProbed, Boolean> notProbed = this::notProbed;

  // state
  private Tally tally = new Tally(false);

  void add(Tally to, ProbeResult result) {
    tally = to;
    to.probes++;
    to.synRetransmits += result.facts().count(FactKey.SYN_RETRANSMITS);
    result.outcome().match(answered, rejected, unanswered, notProbed);
  }

  private boolean answered(ProbeOutcome.Answered outcome) {
    if (tally.durations != null) {
      tally.durations.observe(outcome.rttNanos());
    }
    return true;
  }

  private boolean rejected(ProbeOutcome.Rejected outcome) {
    tally.reasons.failed(outcome.reason());
    return true;
  }

  private boolean unanswered(ProbeOutcome.Unanswered outcome) {
    tally.reasons.failed(Reason.SILENT);
    return true;
  }

  private boolean notProbed(ProbeOutcome.NotProbed outcome) {
    tally.reasons.notProbed(outcome.reason());
    return true;
  }
}
