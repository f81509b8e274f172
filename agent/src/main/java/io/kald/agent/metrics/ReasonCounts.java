package io.kald.agent.metrics;

import io.kald.probe.Reason;
import java.util.Arrays;

/**
 * Counts by reason. Few keepalives ever see more than two reasons, so a count takes one number: the
 * reason in its highest byte. Confined to its store's monitor.
 */
@SuppressWarnings("EnumOrdinal") // Packed numbers never leave this object.
final class ReasonCounts {
  private static final long[] NONE = {};
  private static final Reason[] REASONS = Reason.values();
  private static final int SHIFT = 56;
  private static final long MASK = (1L << SHIFT) - 1;

  private long[] packed = NONE;

  void add(Reason reason) {
    for (int i = 0; i < packed.length; i++) {
      if (packed[i] >>> SHIFT == reason.ordinal()) {
        packed[i]++;
        return;
      }
    }
    packed = Arrays.copyOf(packed, packed.length + 1);
    packed[packed.length - 1] = (long) reason.ordinal() << SHIFT | 1;
  }

  /** Hands out the reasons seen. */
  void each(Visitor visitor) {
    for (long count : packed) {
      visitor.visit(REASONS[(int) (count >>> SHIFT)], count & MASK);
    }
  }

  /** Takes a reason and how often it was seen. */
  @FunctionalInterface
  interface Visitor {
    void visit(Reason reason, long count);
  }
}
