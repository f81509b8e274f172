package io.kald.agent.status;

import io.kald.probe.ProbeOutcome;

/**
 * The last results of a keepalive, two bytes each. A result is a letter for its outcome, a letter
 * for the state after it, and a round trip time to within 2 %.
 */
final class Strip {
  /** How many results are kept. */
  static final int LENGTH = 60;

  static final char ANSWERED = 'a';
  static final char REJECTED = 'r';
  static final char UNANSWERED = 'u';
  static final char NOT_PROBED = 'n';
  static final char SKIPPED = 's';

  private static final String OUTCOMES = "arun" + SKIPPED;
  private static final String STATES = "adxs?";
  private static final int RTT_BITS = 10;
  private static final double STEPS_PER_OCTAVE = 38;

  // state
  private final short[] marks = new short[LENGTH];
  private byte next;
  private byte size;

  /** Appends a result; the oldest one goes when there are too many. */
  void add(char outcome, String state, long rttNanos) {
    int mark =
        OUTCOMES.indexOf(outcome) << (RTT_BITS + 3)
            | STATES.indexOf(letter(state)) << RTT_BITS
            | encode(rttNanos);
    marks[next] = (short) mark;
    next = (byte) ((next + 1) % LENGTH);
    size = (byte) Math.min(size + 1, LENGTH);
  }

  /** The results, oldest first. */
  StripView view() {
    StringBuilder outcomes = new StringBuilder(size);
    StringBuilder states = new StringBuilder(size);
    long[] rttMicros = new long[size];
    for (int i = 0; i < size; i++) {
      int mark = marks[Math.floorMod(next - size + i, LENGTH)] & 0xffff;
      outcomes.append(OUTCOMES.charAt(mark >>> (RTT_BITS + 3)));
      states.append(STATES.charAt(mark >>> RTT_BITS & 7));
      rttMicros[i] = decodeMicros(mark & ((1 << RTT_BITS) - 1));
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

  /** 0 for none; otherwise 1 + a logarithm that ends at 100 s. */
  private static int encode(long nanos) {
    if (nanos < 0) {
      return 0;
    }
    double octaves = Math.log(Math.max(1, nanos / 1e3)) / Math.log(2);
    return 1 + Math.min((1 << RTT_BITS) - 2, (int) Math.round(octaves * STEPS_PER_OCTAVE));
  }

  private static long decodeMicros(int code) {
    return code == 0 ? -1 : Math.round(Math.pow(2, (code - 1) / STEPS_PER_OCTAVE));
  }
}
