package io.kald.agent.daemon;

import io.kald.agent.config.Config;
import io.kald.agent.config.JournalConfig;
import io.kald.agent.config.JournalConfig.Probes;
import io.kald.probe.Keepalive;
import io.kald.probe.Monitored;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How long the journal of a configuration lasts, as a sentence. */
final class JournalLife {
  /** A line of the journal about a probe, without the names in it. */
  private static final int LINE_BYTES = 390;

  /** What nodes ask of phones: a KeepAlive each 30 s on either of two links. */
  private static final double PHONE_LINES_PER_SECOND = 2 / 30.0;

  private static final double SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double MINUTE = 60;
  private static final double HOUR = 60 * MINUTE;
  private static final double DAY = 24 * HOUR;

  private JournalLife() {}

  /** Empty when there is no journal, or when nothing is probed. */
  static Optional<String> of(Config config) {
    JournalConfig journal = config.journal();
    double lines = config.monitored().stream().mapToDouble(JournalLife::linesPerSecond).sum();
    if (journal.directory() == null || lines == 0) {
      return Optional.empty();
    }
    String transitions =
        journal.transitionsAgeNanos() == 0
            ? "transitions go with them"
            : "transitions are kept for " + span(journal.transitionsAgeNanos() / SECOND_NANOS);
    if (journal.probes() != Probes.ALL) {
      String which =
          journal.probes() == Probes.NONE ? "no probes are kept" : "only failed probes are kept";
      return Optional.of("journal: " + which + "; " + transitions);
    }
    double bytes =
        config.monitored().stream().mapToDouble(k -> linesPerSecond(k) * lineBytes(k)).sum();
    // The file that is written to may have only just begun.
    double seconds = (journal.totalSizeBytes() - journal.fileSizeBytes()) / bytes;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "journal: probes are kept for about %s at %s lines a second; %s",
            span(seconds),
            rate(lines),
            transitions));
  }

  private static double linesPerSecond(Monitored one) {
    if (one.suspended()) {
      return 0;
    }
    return one instanceof Keepalive keepalive
        ? SECOND_NANOS / keepalive.rule().frequencyNanos()
        : PHONE_LINES_PER_SECOND;
  }

  private static double lineBytes(Monitored one) {
    return LINE_BYTES + one.name().length() + 1.8 * one.target().length();
  }

  private static String rate(double lines) {
    return String.format(Locale.ROOT, lines < 10 ? "%.1f" : "%,.0f", lines);
  }

  private static String span(double seconds) {
    if (seconds < 2 * MINUTE) {
      return seconds < 1
          ? Math.round(seconds * 1_000) + " ms"
          : String.format(
              Locale.ROOT, seconds < 10 && seconds % 1 != 0 ? "%.1f s" : "%.0f s", seconds);
    }
    if (seconds < 2 * HOUR) {
      return Math.round(seconds / MINUTE) + " min";
    }
    return seconds < 3 * DAY
        ? String.format(Locale.ROOT, "%.1f h", seconds / HOUR)
        : String.format(Locale.ROOT, "%,d days", Math.round(seconds / DAY));
  }
}
