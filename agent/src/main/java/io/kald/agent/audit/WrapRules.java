package io.kald.agent.audit;

import io.kald.agent.flow.TcpExchange.Timestamps;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keepalives that stop, pause or burst where a counter of 2^32 ticks at 60 a second wraps
 * (probes/CSS.md#tick-counters). How long the prober has been up is known only from its TCP
 * timestamps, where it sends any and starts them at 0 when it boots; devices of that age did, Linux
 * since 4.10 does not.
 */
final class WrapRules {
  /** 828 days, 12 hours, 6 minutes and 28 seconds. */
  static final double WRAP_SECONDS = 4_294_967_296.0 / 60;

  private static final double[] RATES = {2, 10, 60, 100, 200, 250, 500, 1000};
  private static final double RATE_FIT = 0.05;
  private static final double NEAR_SECONDS = 60;
  private static final double SIXTEEN_BITS_SECONDS = 65_536 / 60.0;
  private static final int PAUSE_SLOTS = 3;
  private static final double BURST = 0.2;
  private static final int FEWEST_BURST = 5;

  // deps
  private final Stream stream;
  private final Terms terms;
  private final Findings findings;

  WrapRules(Stream stream, Terms terms, Findings findings) {
    this.stream = stream;
    this.terms = terms;
    this.findings = findings;
  }

  /** Judges it up to the end of the capture. */
  void judge(long captureEndNanos) {
    @Nullable Clock clock = clock();
    if (clock == null || stream.size() < 2) {
      return;
    }
    long period = terms.rule().frequencyNanos();
    for (int i = 0; i < stream.size() - 1; i++) {
      long gap = stream.gapNanos(i);
      if (gap > PAUSE_SLOTS * period) {
        pause(clock, i, gap);
      } else if (burstFrom(i, period)) {
        burst(clock, i);
        return;
      }
    }
    ProbeSeen last = stream.probe(stream.size() - 1);
    long silence = captureEndNanos - last.sentNanos();
    if (silence > PAUSE_SLOTS * period && near(clock, last.sentNanos(), period)) {
      tell(
          clock,
          last.sentNanos(),
          List.of(last.sent().frame()),
          "keepalives stop here; " + Span.text(silence) + " of the capture follow without one");
    }
  }

  private void pause(Clock clock, int index, long gap) {
    ProbeSeen before = stream.probe(index);
    ProbeSeen next = stream.probe(index + 1);
    if (near(clock, before.sentNanos(), gap)) {
      boolean sixteen = Math.abs(gap / 1e9 - SIXTEEN_BITS_SECONDS) < NEAR_SECONDS;
      tell(
          clock,
          before.sentNanos(),
          List.of(before.sent().frame(), next.sent().frame()),
          "no keepalive for "
              + Span.text(gap)
              + (sixteen ? ", the 18 minutes (65,536 ticks) of CSCso08858" : ""));
    }
  }

  private boolean burstFrom(int index, long period) {
    if (index + FEWEST_BURST >= stream.size()) {
      return false;
    }
    for (int i = index; i < index + FEWEST_BURST; i++) {
      if (stream.gapNanos(i) > period * BURST) {
        return false;
      }
    }
    return true;
  }

  private void burst(Clock clock, int index) {
    ProbeSeen first = stream.probe(index);
    if (near(clock, first.sentNanos(), terms.rule().frequencyNanos())) {
      tell(
          clock,
          first.sentNanos(),
          List.of(first.sent().frame(), stream.probe(index + FEWEST_BURST).sent().frame()),
          "keepalives burst, the first five in "
              + Span.text(stream.probe(index + FEWEST_BURST).sentNanos() - first.sentNanos()));
    }
  }

  /** Whether the counter comes round within what follows, or a minute of it. */
  private static boolean near(Clock clock, long atNanos, long withinNanos) {
    double up = clock.uptimeSeconds(atNanos);
    double next = Math.ceil((up - NEAR_SECONDS) / WRAP_SECONDS) * WRAP_SECONDS;
    return next >= WRAP_SECONDS && next - up <= withinNanos / 1e9 + NEAR_SECONDS;
  }

  private void tell(Clock clock, long atNanos, List<Long> frames, String what) {
    double days = clock.uptimeSeconds(atNanos) / 86_400;
    findings.add(
        RuleId.TICK_WRAP,
        stream.name(),
        atNanos,
        frames,
        String.format(
            Locale.ROOT,
            "%s; by its TCP timestamps (%.0f a second) the prober has been up for %.2f days, and a"
                + " 32-bit counter of 60 ticks a second comes round every 828.50",
            what,
            clock.rate(),
            days));
  }

  /** The prober's uptime, if its timestamps tell one: they run at one of the usual rates. */
  private @Nullable Clock clock() {
    @Nullable Timestamps first = null;
    @Nullable Timestamps last = null;
    for (ProbeSeen probe : stream.probes()) {
      if (probe.uptime() != null) {
        first = first == null ? probe.uptime() : first;
        last = probe.uptime();
      }
    }
    if (first == null || last == null) {
      return null;
    }
    double seconds = (last.last().atNanos() - first.first().atNanos()) / 1e9;
    long ticks = (last.lastValue() - first.firstValue()) & 0xffff_ffffL;
    for (double rate : RATES) {
      if (seconds > 1 && Math.abs(ticks / seconds / rate - 1) < RATE_FIT) {
        return new Clock(first.first().atNanos(), first.firstValue(), rate);
      }
    }
    return null;
  }

  /**
   * A device's uptime.
   *
   * @param rate ticks a second
   */
  private record Clock(long atNanos, long ticks, double rate) {
    double uptimeSeconds(long nanos) {
      return ticks / rate + (nanos - atNanos) / 1e9;
    }
  }
}
