package io.kald.agent.audit;

import io.kald.agent.flow.Moment;
import io.kald.agent.flow.Rejection;
import io.kald.probe.IcmpErrors;
import io.kald.probe.IcmpErrors.Speaker;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.Reason;
import org.jspecify.annotations.Nullable;

/**
 * An ICMP error that answered a probe, as a live prober understands it ({@link IcmpErrors}).
 *
 * @param seen the packet that carried it
 * @param detail type, code and sender, for a reader
 */
record RejectionSeen(Moment seen, Reason reason, Speaker speaker, String detail) {
  /** An error about an echo request. */
  static @Nullable RejectionSeen ofEcho(@Nullable Rejection error, String prober, String target) {
    if (error == null) {
      return null;
    }
    Reason reason = IcmpErrors.of(error.ipVersion()).reason(error.type(), error.code());
    return new RejectionSeen(
        error.seen(),
        reason,
        IcmpErrors.speaker(reason, error.from().equals(target), error.from().equals(prober)),
        IcmpErrors.text(error.type(), error.code(), error.from()));
  }

  /** An error about a SYN; null also for one that ends no attempt. */
  static @Nullable RejectionSeen ofTcp(@Nullable Rejection error, String prober, String target) {
    boolean ends =
        error != null && IcmpErrors.of(error.ipVersion()).isFatalToTcp(error.type(), error.code());
    return ends ? ofEcho(error, prober, target) : null;
  }

  /** What a probe that was sent then became by it. */
  ProbeOutcome outcome(long sentNanos) {
    return switch (speaker) {
      case OWN_ADDRESS -> new NotProbed(reason, detail);
      case OWN_FILTER -> new NotProbed(Reason.NOT_PERMITTED, detail);
      case TARGET, ON_THE_WAY, NEIGHBOUR_SEARCH ->
          new Rejected(reason, detail, seen.atNanos() - sentNanos);
    };
  }
}
