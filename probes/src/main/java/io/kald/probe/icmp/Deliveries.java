package io.kald.probe.icmp;

import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results on their way to listeners. They are handed over only when no packet is being read or
 * written, so a listener may send, expire and close as it likes.
 */
final class Deliveries {
  private static final Logger log = LoggerFactory.getLogger(Deliveries.class);

  // deps
  private final EventLoop loop;
  private final IcmpCounters counters;

  // state
  private final ArrayDeque<IcmpProber> waiting = new ArrayDeque<>();
  private final Runnable deliver = this::deliverScheduled;
  private boolean delivering;
  private boolean scheduled;
  private boolean logged;

  Deliveries(EventLoop loop, IcmpCounters counters) {
    this.loop = loop;
    this.counters = counters;
  }

  /** Notes that the prober has a result to hand over. */
  void add(IcmpProber prober) {
    waiting.add(prober);
  }

  /** Hands over when the loop is done with what it does now. */
  void deliverLater() {
    if (!waiting.isEmpty() && !scheduled) {
      scheduled = true;
      loop.execute(deliver);
    }
  }

  /** Hands over all there is, and what that brings. */
  void deliverNow() {
    if (delivering) {
      return;
    }
    delivering = true;
    try {
      for (IcmpProber next = waiting.poll(); next != null; next = waiting.poll()) {
        handOver(next);
      }
    } finally {
      delivering = false;
    }
  }

  private void deliverScheduled() {
    scheduled = false;
    deliverNow();
  }

  private void handOver(IcmpProber prober) {
    try {
      prober.handOver();
    } catch (RuntimeException | LinkageError e) {
      fault(e);
    }
  }

  private void fault(Throwable e) {
    counters.faults.increment();
    if (!logged) {
      logged = true;
      log.error("A listener of ICMP results failed; further failures are only counted.", e);
    }
  }
}
