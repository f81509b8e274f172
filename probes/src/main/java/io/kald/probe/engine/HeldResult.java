package io.kald.probe.engine;

import io.kald.probe.Keepalive;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeResult;
import io.kald.probe.review.Opinion;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The failure of one keepalive that waits for an opinion; one at most. Confined to its loop. */
final class HeldResult {
  // deps
  private final LoopCore core;

  // state
  private @Nullable ProbeResult held;
  private long question;

  HeldResult(LoopCore core) {
    this.core = core;
  }

  /** Whether a review has overruled a failure. */
  static boolean overruled(ProbeResult result) {
    return result.outcome() instanceof NotProbed not && not.overruled() != null;
  }

  boolean holding() {
    return held != null;
  }

  /**
   * Holds the result, where it is a failure and a review can be expected.
   *
   * @param then takes what is in force after the review; not called after {@link #release} or
   *     {@link #drop}
   * @return until when it is held at most, or 0: it is not held
   */
  long hold(Keepalive keepalive, ProbeResult result, Consumer<ProbeResult> then) {
    Reviews reviews = core.reviews();
    if (!reviews.concern(result)) {
      return 0;
    }
    held = result;
    long asked = ++question;
    reviews.ask(keepalive, result, opinion -> take(asked, opinion, then));
    return reviews.review().patienceNanos();
  }

  private void take(long asked, Opinion opinion, Consumer<ProbeResult> then) {
    ProbeResult result = held;
    if (result != null && asked == question) {
      held = null;
      then.accept(opinion.of(result).endedAt(core.now()));
    }
  }

  /** No opinion came in time: the result as it was. */
  ProbeResult release() {
    ProbeResult result = held;
    if (result == null) {
      throw new IllegalStateException("nothing is held");
    }
    held = null;
    core.reviews().review().unreviewed();
    return result.endedAt(core.now());
  }

  /** Forgets what is held. */
  void drop() {
    held = null;
  }
}
