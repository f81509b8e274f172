package io.kald.agent.advise;

import io.kald.probe.PhoneDetection.Kind;
import java.io.PrintWriter;
import java.util.Locale;

/** Advice for people: the setting first, then why, then what the path looks like. */
public final class AdviceText {
  private AdviceText() {}

  /** Writes it to {@code out}. */
  public static void write(Samples samples, Advice advice, PrintWriter out) {
    out.println("Detect Unified CM Connection Failure: " + name(advice.kind()));
    for (String reason : advice.reasons()) {
      out.println("  because " + reason + ".");
    }
    out.println();
    figures(samples, advice.figures(), out);
    out.println();
    replay("Normal", advice.normal(), out);
    replay("Delayed", advice.delayed(), out);
    out.println();
    out.println("In order, worst of each column, × a loss (logarithmic):");
    out.println("  " + Chart.line(samples));
    out.println();
    out.println("How long answers took, and when a phone that waits longer acts:");
    Chart.histogram(samples, advice.normal().mostBaseNanos()).forEach(out::println);
    if (advice.kind() == Kind.DELAYED) {
      out.println();
      out.println(
          "Delayed mends nothing: it only waits longer, so a path that is really broken is found");
      out.println("later. If these losses or delays should not be, look for them first.");
    }
    out.flush();
  }

  private static void figures(Samples samples, Figures figures, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%d samples from %s: %d lost (%.1f %%), at most %d in a row%n",
        figures.count(),
        samples.format(),
        figures.lost(),
        100 * figures.loss(),
        figures.longestLossRun());
    out.printf(
        Locale.ROOT,
        "answers: least %s, median %s, p95 %s, p99 %s, most %s, spread %s%n",
        Words.millis(figures.leastNanos()),
        Words.millis(figures.medianNanos()),
        Words.millis(figures.p95Nanos()),
        Words.millis(figures.p99Nanos()),
        Words.millis(figures.mostNanos()),
        Words.millis(figures.mostNanos() - figures.leastNanos()));
    if (!samples.exact()) {
      out.println("This tool tells only least, mean and greatest answer: the rest is filled in.");
    }
  }

  private static void replay(String name, Replay replay, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-8s %d KeepAlives: %d false failovers, %d sent again for nothing, at worst %d of %d"
            + " instants%n",
        name + ":",
        replay.keepAlives(),
        replay.falseFailovers(),
        replay.lateAnswers(),
        replay.deepest(),
        replay.steps());
  }

  private static String name(Kind kind) {
    return kind == Kind.NORMAL ? "Normal" : "Delayed";
  }
}
