package io.kald.agent.advise;

import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.PhoneDetection.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which detection suits a path, and why.
 *
 * <p>Normal is the default and finds a broken path four times sooner, so Delayed is advised only
 * for a reason: Delayed makes fewer false failovers; Normal came within one transmission of one;
 * answers come so unevenly that more than {@value #LATE_PERCENT} % of KeepAlives (two at least) are
 * sent again although their answer is on its way; or {@value #LOSS_PERCENT} % of packets are lost
 * ({@value #LEAST_LOST} at least), at which chance alone loses six in a row for three of a thousand
 * phones every day.
 *
 * @param kind the setting that fits
 * @param reasons each a sentence without its full stop
 * @param normal what Normal would have made of the samples
 * @param delayed what Delayed would have made of them
 */
public record Advice(
    Kind kind, List<String> reasons, Figures figures, Replay normal, Replay delayed) {
  private static final int LATE_PERCENT = 2;
  private static final int LOSS_PERCENT = 10;
  private static final int LEAST_LOST = 5;

  /** Takes a copy. */
  public Advice {
    reasons = List.copyOf(reasons);
  }

  /** Replays {@code samples} under both settings, with the numbers phones have by default. */
  public static Advice on(Samples samples) {
    Figures figures = Figures.of(samples);
    Replay normal = Replay.of(settings(Kind.NORMAL), samples);
    Replay delayed = Replay.of(settings(Kind.DELAYED), samples);
    List<String> against = against(figures, normal, delayed);
    return against.isEmpty()
        ? new Advice(Kind.NORMAL, forNormal(normal, delayed), figures, normal, delayed)
        : new Advice(Kind.DELAYED, against, figures, normal, delayed);
  }

  static PhoneDetection settings(Kind kind) {
    return new PhoneDetection(kind, false, Geometric.DEFAULT, PhoneDetection.DEFAULT.missedAcks());
  }

  private static List<String> against(Figures figures, Replay normal, Replay delayed) {
    List<String> reasons = new ArrayList<>();
    if (delayed.falseFailovers() < normal.falseFailovers()) {
      reasons.add(
          "Normal would have left a node that was there "
              + times(normal.falseFailovers())
              + ", Delayed "
              + times(delayed.falseFailovers()));
    } else if (normal.falseFailovers() == 0 && normal.nearMiss()) {
      reasons.add("with Normal one more lost packet would have been a false failover");
    }
    if (normal.lateAnswers() >= 2 && 100 * normal.lateShare() > LATE_PERCENT) {
      reasons.add(spread(figures, normal));
    }
    if (figures.lost() >= LEAST_LOST
        && 100 * figures.loss() >= LOSS_PERCENT
        && delayed.falseFailovers() == 0) {
      reasons.add(
          "at a loss of %.0f %% chance alone loses %d packets in a row now and then, and with them"
                  .formatted(100 * figures.loss(), normal.steps())
              + " Normal the node");
    }
    return reasons;
  }

  private static String spread(Figures figures, Replay normal) {
    return String.format(
        Locale.ROOT,
        "answers take %s to %s: %d of %d came after Normal had sent the KeepAlive again, although"
            + " its first interval swings from %s to %s to follow them",
        Words.millis(figures.leastNanos()),
        Words.millis(figures.mostNanos()),
        normal.lateAnswers(),
        normal.keepAlives(),
        Words.millis(normal.leastBaseNanos()),
        Words.millis(normal.mostBaseNanos()));
  }

  private static List<String> forNormal(Replay normal, Replay delayed) {
    if (normal.falseFailovers() > 0) {
      return List.of(
          "both would have left the node "
              + times(normal.falseFailovers())
              + ": these losses are too long for either, and Normal finds a broken path sooner");
    }
    String late =
        normal.lateAnswers() == 0
            ? "every answer came well before the KeepAlive would have been sent again"
            : normal.lateAnswers()
                + " of "
                + normal.keepAlives()
                + " answers came late, which is too few to matter";
    return List.of(
        late,
        "at worst Normal passed %d of its %d instants, Delayed %d of %d"
            .formatted(normal.deepest(), normal.steps(), delayed.deepest(), delayed.steps()));
  }

  private static String times(int count) {
    return switch (count) {
      case 0 -> "never";
      case 1 -> "once";
      default -> count + " times";
    };
  }
}
