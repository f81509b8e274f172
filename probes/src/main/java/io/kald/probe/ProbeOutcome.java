package io.kald.probe;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What came of one probe. Only {@link Rejected} and {@link Unanswered} speak against the target.
 */
public sealed interface ProbeOutcome {
  /** One branch for each outcome: a new outcome does not compile until every caller has one. */
  <R> R match(
      Function<Answered, R> answered,
      Function<Rejected, R> rejected,
      Function<Unanswered, R> unanswered,
      Function<NotProbed, R> notProbed);

  /**
   * The round-trip time of an answer, {@code none} of anything else. Asked for every probe, so it
   * makes no object.
   */
  default long rttNanosOr(long none) {
    return this instanceof Answered answered ? answered.rttNanos() : none;
  }

  /** Why there was no answer; null of an answer. */
  @Nullable Reason reason();

  /** The label of its reason; empty of an answer. */
  default String reasonLabel() {
    Reason reason = reason();
    return reason == null ? "" : reason.label();
  }

  /** The outcome's word in journal, metrics and JSON. */
  String word();

  /** What exactly, beside outcome and reason; mostly empty. */
  default String detail() {
    return "";
  }

  /**
   * The target answered.
   *
   * @param rttNanos time from the probe leaving to its answer arriving, by the kernel's stamps
   *     where it gives them
   */
  record Answered(long rttNanos) implements ProbeOutcome {
    @Override
    public @Nullable Reason reason() {
      return null;
    }

    @Override
    public <R> R match(
        Function<Answered, R> answered,
        Function<Rejected, R> rejected,
        Function<Unanswered, R> unanswered,
        Function<NotProbed, R> notProbed) {
      return answered.apply(this);
    }

    @Override
    public String word() {
      return "answered";
    }
  }

  /**
   * Something came back that was not an answer.
   *
   * @param detail what exactly, for a reader: {@code ICMP 3/13 from 192.0.2.1}; may be empty
   * @param afterNanos time from the probe leaving to the rejection
   */
  record Rejected(Reason reason, String detail, long afterNanos) implements ProbeOutcome {
    @Override
    public <R> R match(
        Function<Answered, R> answered,
        Function<Rejected, R> rejected,
        Function<Unanswered, R> unanswered,
        Function<NotProbed, R> notProbed) {
      return rejected.apply(this);
    }

    @Override
    public String word() {
      return "rejected";
    }
  }

  /**
   * The probe left and nothing came back in time.
   *
   * @param afterNanos how long it was waited for
   */
  record Unanswered(long afterNanos) implements ProbeOutcome {
    @Override
    public Reason reason() {
      return Reason.SILENT;
    }

    @Override
    public <R> R match(
        Function<Answered, R> answered,
        Function<Rejected, R> rejected,
        Function<Unanswered, R> unanswered,
        Function<NotProbed, R> notProbed) {
      return unanswered.apply(this);
    }

    @Override
    public String word() {
      return "unanswered";
    }
  }

  /**
   * The question was never asked, or its answer could not be watched for: a fault on this side. A
   * CSS once took this for a failure of its servers (probes/CSS.md#source-ports-that-get-stuck).
   *
   * @param overruled the failure that was reported first, where a review has shown that it is no
   *     evidence; else null
   */
  record NotProbed(Reason reason, String detail, @Nullable ProbeOutcome overruled)
      implements ProbeOutcome {
    /** One that no review was needed for. */
    public NotProbed(Reason reason, String detail) {
      this(reason, detail, null);
    }

    @Override
    public <R> R match(
        Function<Answered, R> answered,
        Function<Rejected, R> rejected,
        Function<Unanswered, R> unanswered,
        Function<NotProbed, R> notProbed) {
      return notProbed.apply(this);
    }

    @Override
    public String word() {
      return "not-probed";
    }
  }
}
