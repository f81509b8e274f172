package io.kald.agent.status;

import io.kald.probe.ProbeOutcome;

/**
 * The last results of a keepalive, one byte each: for an answer its round trip time to within 5 %,
 * since its state is always alive; for anything else the outcome and the state after it.
 */
final class Strip {
  /** How many results are kept. */
  static final int LENGTH = 60;

  static final char ANSWERED = 'a';
  static final char REJECTED = 'r';
  static final char UNANSWERED = 'u';
  static final char NOT_PROBED = 'n';
  static final char SKIPPED = 's';

  private static final String OUTCOMES = "runs";
  private static final String STATES = "adxs?";
  private static final int RTT_CODES = 200;
  private static final double STEPS_PER_OCTAVE = 7.5;

  // state
  private final byte[] marks = new byte[LENGTH];
  private byte next;
  private byte size;

  /** Appends a result; the oldest one goes when there are too many. */
  void add(char outcome, String state, long rttNanos) {
    marks[next] =
        (byte)
            (outcome == ANSWERED
                ? encode(rttNanos)
                : RTT_CODES
                    + OUTCOMES.indexOf(outcome) * STATES.length()
                    + STATES.indexOf(letter(state)));
    next = (byte) ((next + 1) % LENGTH);
    size = (byte) Math.min(size + 1, LENGTH);
  }

  /** The results, oldest first. */
  StripView view() {
    StringBuilder outcomes = new StringBuilder(size);
    StringBuilder states = new StringBuilder(size);
    long[] rttMicros = new long[size];
    for (int i = 0; i < size; i++) {
      int mark = marks[Math.floorMod(next - size + i, LENGTH)] & 0xff;
      int other = mark - RTT_CODES;
      outcomes.append(other < 0 ? ANSWERED : OUTCOMES.charAt(other / STATES.length()));
      states.append(other < 0 ? letter("alive") : STATES.charAt(other % STATES.length()));
      rttMicros[i] = other < 0 ? Math.round(Math.pow(2, mark / STEPS_PER_OCTAVE)) : -1;
    }
    return new StripView(outcomes.toString(), states.toString(), rttMicros);
  }

  /** The letter of an outcome. */
  static char letter(ProbeOutcome outcome) {
    return outcome.match(a -> ANSWERED, r -> REJECTED, u -> UNANSWERED, n -> NOT_PROBED);
  }

  /** The letter of a state: its first, but x for down, which shares it with dying. */
  static char letter(String state) {
    return switch (state) {
      case "down" -> 'x';
      case "unknown" -> '?';
      default -> state.charAt(0);
    };
  }

  /** A logarithm that starts at a microsecond and ends at 100 s. */
  private static int encode(long nanos) {
    double octaves = Math.log(Math.max(1, nanos / 1e3)) / Math.log(2);
    return Math.min(RTT_CODES - 1, (int) Math.round(octaves * STEPS_PER_OCTAVE));
  }
}
