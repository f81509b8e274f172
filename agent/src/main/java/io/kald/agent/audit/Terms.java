package io.kald.agent.audit;

import io.kald.probe.ResetIs;
import io.kald.probe.Rule;
import io.kald.probe.TcpClose;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a stream is judged by.
 *
 * @param close how answered connections have to be closed; null: not judged
 * @param resetIs what a reset right after the handshake is
 * @param from where the terms stem from
 * @param origin the same for a reader: {@code --settings}, {@code kald.yaml}
 */
public record Terms(
    Rule rule, @Nullable TcpClose close, ResetIs resetIs, From from, String origin) {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int FREQUENCY = 0;
  private static final int MAX_FAILURE = 1;
  private static final int RETRY = 2;
  private static final int CLOSE = 3;

  /** Where terms come from. */
  public enum From {
    /** Somebody says that they are in force: deviations are findings. */
    GIVEN,
    /** Read off the stream itself: only what contradicts the stream's own habit is a finding. */
    INFERRED
  }

  /** What a stream itself shows; three failures where it does not show how many. */
  static Terms inferred(Inferred seen) {
    long period = seen.periodNanos();
    long retry = seen.retryNanos() > 0 ? seen.retryNanos() : period;
    int failures = seen.maxFailure() > 0 ? seen.maxFailure() : Rule.DEFAULT.maxFailure();
    return new Terms(
        new Rule(period, failures, retry, Math.min(period, retry), false),
        null,
        ResetIs.ANSWERED,
        From.INFERRED,
        "inferred");
  }

  /**
   * {@code FREQUENCY,MAXFAILURE,RETRYPERIOD[,rst|fin]}, as the CSS prints them.
   *
   * @throws IllegalArgumentException with what was expected
   */
  public static Terms settings(String text) {
    String[] parts = text.trim().split(",", -1);
    if (parts.length != CLOSE && parts.length != CLOSE + 1) {
      throw expected(text, "FREQUENCY,MAXFAILURE,RETRYPERIOD, such as 5,3,5 or 5,3,5,rst");
    }
    long frequency = whole(parts[FREQUENCY], 2, 3600, "frequency in seconds");
    long failures = whole(parts[MAX_FAILURE], 1, 10, "maxfailure");
    long retry = whole(parts[RETRY], 2, 3600, "retryperiod in seconds");
    Rule rule = new Rule(frequency * SECOND, (int) failures, retry * SECOND, 0, false);
    @Nullable TcpClose close = parts.length > CLOSE ? close(parts[CLOSE]) : null;
    return new Terms(rule, close, ResetIs.ANSWERED, From.GIVEN, "--settings " + text.trim());
  }

  /** Whether somebody says that they are in force. */
  boolean given() {
    return from == From.GIVEN;
  }

  /** When the probe after one that was answered, or was not, is due. */
  long intervalNanos(boolean answered) {
    return answered ? rule.frequencyNanos() : rule.retryNanos();
  }

  /** How far an interval may stray: a twentieth, at least 100 ms. */
  static long slackNanos(long intervalNanos) {
    return Math.max(intervalNanos / 20, TimeUnit.MILLISECONDS.toNanos(100));
  }

  /** {@code 5 3 5}, as {@code show service} prints it. */
  String text() {
    return plain(rule.frequencyNanos()) + " " + rule.maxFailure() + " " + plain(rule.retryNanos());
  }

  private static String plain(long nanos) {
    return Span.text(nanos).replace(" s", "");
  }

  private static TcpClose close(String text) {
    return switch (text.trim()) {
      case "rst" -> TcpClose.RST;
      case "fin" -> TcpClose.FIN;
      default -> throw expected(text, "rst or fin");
    };
  }

  private static long whole(String text, long least, long most, String what) {
    String range = what + ", a whole number from " + least + " to " + most;
    try {
      long value = Long.parseLong(text.trim());
      if (value < least || value > most) {
        throw expected(text, range);
      }
      return value;
    } catch (NumberFormatException e) {
      throw expected(text, range);
    }
  }

  private static IllegalArgumentException expected(String text, String what) {
    return new IllegalArgumentException(
        (text.isEmpty() ? "empty" : text) + " (expected: " + what + ")");
  }
}
