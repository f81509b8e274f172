package io.kald.agent.store;

import io.kald.probe.FactKey;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.event.PhoneFact.Exchange;
import io.kald.probe.event.ProbeEvent;
import java.nio.file.Path;

/**
 * Where the journal is and how much of it is kept.
 *
 * @param directory made when it is not there
 * @param rollBytes a file that has grown to this many bytes is followed by a new one
 * @param rollNanos a file this old is followed by a new one
 * @param totalBytes files of the journal take no more than this; the oldest go first. At least
 *     twice {@code rollBytes}
 * @param probes which probes get a line
 * @param transitionsNanos for so long everything but probes is kept when the probes of a file have
 *     to go; 0: both go together
 */
public record JournalOptions(
    Path directory,
    long rollBytes,
    long rollNanos,
    long totalBytes,
    Probes probes,
    long transitionsNanos) {
  /** Which probes get a line; everything else always does. */
  public enum Probes {
    ALL,
    /** Those that were not answered, whatever the reason, or closed at once. */
    FAILURES,
    NONE;

    boolean wants(ProbeEvent event) {
      return event.match(
          this::wantsProbe, c -> true, s -> true, c -> true, q -> true, this::wantsFact);
    }

    /** A KeepAlive is a probe as any other, though on its own link. */
    private boolean wantsFact(ProbeEvent.PhoneReported event) {
      if (!(event.fact() instanceof Exchange exchange)) {
        return true;
      }
      return switch (this) {
        case ALL -> true;
        case NONE -> false;
        case FAILURES -> !exchange.fine();
      };
    }

    private boolean wantsProbe(ProbeEvent.Probed probed) {
      return switch (this) {
        case ALL -> true;
        case NONE -> false;
        case FAILURES ->
            !(probed.result().outcome() instanceof ProbeOutcome.Answered)
                || probed.result().facts().has(FactKey.CLOSED_AT_ONCE);
      };
    }
  }

  /** A journal of every probe, whose files go as a whole. */
  public JournalOptions(Path directory, long rollBytes, long rollNanos, long totalBytes) {
    this(directory, rollBytes, rollNanos, totalBytes, Probes.ALL, 0);
  }

  /** Refuses sizes that leave no room for one finished file beside the current one. */
  public JournalOptions {
    if (rollBytes < 1) {
      throw new IllegalArgumentException("rollBytes: " + rollBytes + " (expected: >= 1)");
    }
    if (totalBytes < 2 * rollBytes) {
      throw new IllegalArgumentException(
          "totalBytes: " + totalBytes + " (expected: >= 2 * rollBytes)");
    }
  }
}
