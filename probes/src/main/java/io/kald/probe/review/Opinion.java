package io.kald.probe.review;

import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What a review makes of a failure.
 *
 * @param overruled why it is no evidence against the target, or null: the failure stands
 * @param detail what shows it, for a reader; empty when the failure stands
 */
public record Opinion(@Nullable Reason overruled, String detail) {
  /** The failure stands. */
  public static final Opinion STANDS = new Opinion(null, "");

  /** A failure of this machine, not of the target. */
  public static Opinion overruled(Reason reason, String detail) {
    return new Opinion(reason, detail);
  }

  /** The result that is in force after the review. */
  public ProbeResult of(ProbeResult failure) {
    return overruled == null
        ? failure
        : failure.with(new NotProbed(overruled, detail, failure.outcome()));
  }
}
