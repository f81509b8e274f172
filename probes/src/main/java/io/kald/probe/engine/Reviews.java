package io.kald.probe.engine;

import io.kald.probe.Keepalive;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.review.Opinion;
import io.kald.probe.review.ResultReview;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** The review as one loop sees it: opinions come back on the loop. Confined to it. */
record Reviews(ResultReview review, Executor loop) {
  /** Every failure stands at once. */
  static final Reviews NONE = new Reviews(ResultReview.NONE, Runnable::run);

  /** Whether a result is held for an opinion. */
  boolean concern(ProbeResult result) {
    if (!review.exists() || !isFailure(result.outcome())) {
      return false;
    }
    if (!review.ready()) {
      review.unreviewed();
      return false;
    }
    return true;
  }

  private static boolean isFailure(ProbeOutcome outcome) {
    return outcome.match(answered -> false, rejected -> true, silent -> true, notProbed -> false);
  }

  /** Asks for an opinion; {@code then} is called on the loop, once at most. */
  void ask(Keepalive keepalive, ProbeResult failure, Consumer<Opinion> then) {
    review.ask(
        keepalive,
        failure,
        opinion -> {
          try {
            loop.execute(() -> then.accept(opinion));
          } catch (RejectedExecutionException e) {
            // The engine has stopped: nobody holds the result any more.
          }
        });
  }
}
