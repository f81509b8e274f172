package io.kald.agent.ping;

import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.schedule.Cadence;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.Timers;
import org.jspecify.annotations.Nullable;

/**
 * Sends probes on an absolute schedule, one outstanding at a time. Slots that come while an answer
 * is still waited for are passed over; slots this process slept through are counted as skipped.
 * Confined to one loop.
 */
final class Ping {
  // deps
  private final Prober prober;
  private final NanoClock clock;
  private final Timers timers;
  private final PingPlan plan;
  private final PingListener listener;
  private final Cadence cadence;

  // state
  private long slot;
  private long left;
  private boolean outstanding;
  private boolean stopped;
  private Timers.@Nullable Timer timer;

  /** A ping whose first probe is due now. */
  Ping(Prober prober, NanoClock clock, Timers timers, PingPlan plan, PingListener listener) {
    this.prober = prober;
    this.clock = clock;
    this.timers = timers;
    this.plan = plan;
    this.listener = listener;
    this.cadence = new Cadence(clock.nanoTime(), plan.periodNanos());
    this.left = plan.count() == 0 ? Long.MAX_VALUE : plan.count();
  }

  /** Sends the first probe. */
  void start() {
    due();
  }

  /** Ends it now; an outstanding probe is dropped without a word. */
  void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    disarm();
    prober.close();
    listener.onEnd();
  }

  private void due() {
    long worthSending = cadence.firstWorthSending(clock.nanoTime());
    if (worthSending > slot) {
      listener.onSkipped(worthSending - slot);
      arm(worthSending);
      return;
    }
    outstanding = true;
    prober.send(cadence.dueAt(slot), this::ended);
    // The result may have come already, and with it the timer of the next slot.
    if (outstanding) {
      timer = timers.runAt(clock.nanoTime() + plan.timeoutNanos(), this::expired);
    }
  }

  private void expired() {
    if (outstanding) {
      ended(prober.expire(plan.timeoutNanos()));
    }
  }

  private void ended(ProbeResult result) {
    outstanding = false;
    disarm();
    if (stopped) {
      return;
    }
    listener.onResult(result);
    left--;
    if (left == 0) {
      stop();
    } else if (!stopped) {
      arm(Math.max(slot + 1, cadence.slotFrom(clock.nanoTime())));
    }
  }

  private void arm(long next) {
    slot = next;
    timer = timers.runAt(cadence.dueAt(next), this::due);
  }

  private void disarm() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
