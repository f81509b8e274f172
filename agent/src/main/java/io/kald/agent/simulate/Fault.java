package io.kald.agent.simulate;

import io.kald.agent.config.Values;
import io.kald.sccp.Reset;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What is wrong with a node. Most faults stay until another one takes their place; {@code reset}
 * and {@code throttle} are single acts and leave the fault in force as it was.
 *
 * @param delayNanos how late answers leave; 0 for all but {@code slow}
 * @param reset what phones are told; of use for {@code reset} only
 */
public record Fault(Kind kind, long delayNanos, Reset.Kind reset) {
  private static final long MIN_DELAY = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long MAX_DELAY = TimeUnit.MINUTES.toNanos(10);

  /** Nothing is wrong. */
  public static final Fault NONE = of(Kind.NONE);

  /** The process is stuck: the kernel acknowledges and accepts, nobody reads or answers. */
  public static final Fault HANG = of(Kind.HANG);

  /** The service was stopped: FIN on every connection, RST for new ones. */
  public static final Fault STOP = of(Kind.STOP);

  /** The service died: RST on every connection and for new ones. */
  public static final Fault KILL = of(Kind.KILL);

  /** The path is broken: the kernel sees no packet of the node's connections. Linux only. */
  public static final Fault DROP = of(Kind.DROP);

  /** Every Register is rejected. */
  public static final Fault REJECT = of(Kind.REJECT);

  /** No token is granted. */
  public static final Fault REFUSE_TOKENS = of(Kind.REFUSE_TOKENS);

  /** An act: the connection of each registered phone is closed, as if it had sent too much. */
  public static final Fault THROTTLE = of(Kind.THROTTLE);

  /** The kinds of faults, with the words they are asked for by. */
  public enum Kind {
    NONE,
    HANG,
    STOP,
    KILL,
    SLOW,
    DROP,
    REJECT,
    REFUSE_TOKENS,
    RESET,
    THROTTLE;

    /** As it is typed: {@code refuse-tokens}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it happens once and is over. */
    public boolean act() {
      return this == RESET || this == THROTTLE;
    }
  }

  /** Every answer leaves that much later; 1 ms to 10 min. */
  public static Fault slow(Duration delay) {
    return new Fault(Kind.SLOW, delay.toNanos(), Reset.Kind.OTHER);
  }

  /** An act: each registered phone is sent this Reset. */
  public static Fault reset(Reset.Kind kind) {
    return new Fault(Kind.RESET, 0, kind);
  }

  private static Fault of(Kind kind) {
    return new Fault(kind, 0, Reset.Kind.OTHER);
  }

  /**
   * Reads {@code hang}, {@code slow=500ms}, {@code reset=restart}; {@code reset} alone is a
   * restart.
   *
   * @throws IllegalArgumentException that says what was expected
   */
  public static Fault parse(String text) {
    int equals = text.indexOf('=');
    String word = equals < 0 ? text : text.substring(0, equals);
    String argument = equals < 0 ? "" : text.substring(equals + 1);
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(each -> each.word().equals(word))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException(word + " (expected: " + words() + ")"));
    return switch (kind) {
      case SLOW ->
          new Fault(kind, Values.durationNanos(argument, MIN_DELAY, MAX_DELAY), Reset.Kind.OTHER);
      case RESET -> reset(resetKind(argument));
      default -> withoutArgument(kind, argument);
    };
  }

  private static Fault withoutArgument(Kind kind, String argument) {
    if (!argument.isEmpty()) {
      throw new IllegalArgumentException(
          kind.word() + "=" + argument + " (expected: " + kind.word() + " without an argument)");
    }
    return of(kind);
  }

  private static Reset.Kind resetKind(String argument) {
    return switch (argument) {
      case "", "restart" -> Reset.Kind.RESTART;
      case "reset" -> Reset.Kind.RESET;
      case "apply" -> Reset.Kind.APPLY_CONFIG;
      default ->
          throw new IllegalArgumentException(argument + " (expected: restart, reset, apply)");
    };
  }

  /** All words, for help texts. */
  public static String words() {
    return Arrays.stream(Kind.values()).map(Fault::usage).collect(Collectors.joining(", "));
  }

  private static String usage(Kind kind) {
    return switch (kind) {
      case SLOW -> "slow=TIME";
      case RESET -> "reset=restart|reset|apply";
      default -> kind.word();
    };
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return switch (kind) {
      case SLOW -> "slow=" + millis() + "ms";
      case RESET -> "reset=" + resetWord();
      default -> kind.word();
    };
  }

  private String millis() {
    return BigDecimal.valueOf(delayNanos, 6).stripTrailingZeros().toPlainString();
  }

  private String resetWord() {
    return switch (reset) {
      case RESET -> "reset";
      case APPLY_CONFIG -> "apply";
      default -> "restart";
    };
  }
}
