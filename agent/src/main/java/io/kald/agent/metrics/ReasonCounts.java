package io.kald.agent.metrics;

import io.kald.probe.Reason;
import java.util.Arrays;

/**
 * Counts by reason, for failures and for probes not sent. Few keepalives ever see more than two
 * reasons, so a count takes one number: its key in the highest byte. Confined to its store's
 * monitor.
 */
@SuppressWarnings("EnumOrdinal") // Packed numbers never leave this object.
final class ReasonCounts {
  private static final long[] NONE = {};
  private static final Reason[] REASONS = Reason.values();
  private static final int SHIFT = 56;
  private static final long MASK = (1L << SHIFT) - 1;

  /** Added to the key of a probe that was not sent. */
  private static final int NOT_SENT = 64;

  private long[] packed = NONE;

  void failed(Reason reason) {
    add(reason.ordinal());
  }

  void notProbed(Reason reason) {
    add(reason.ordinal() + NOT_SENT);
  }

  /** Hands out the reasons of failures. */
  void eachFailure(Visitor visitor) {
    each(0, visitor);
  }

  /** Hands out the reasons of probes not sent. */
  void eachNotProbed(Visitor visitor) {
    each(NOT_SENT, visitor);
  }

  private void add(int key) {
    for (int i = 0; i < packed.length; i++) {
      if (packed[i] >>> SHIFT == key) {
        packed[i]++;
        return;
      }
    }
    packed = Arrays.copyOf(packed, packed.length + 1);
    packed[packed.length - 1] = (long) key << SHIFT | 1;
  }

  private void each(int kind, Visitor visitor) {
    for (long count : packed) {
      int key = (int) (count >>> SHIFT);
      if ((key & NOT_SENT) == kind) {
        visitor.visit(REASONS[key - kind], count & MASK);
      }
    }
  }

  /** Takes a reason and how often it was seen. */
  @FunctionalInterface
  interface Visitor {
    void visit(Reason reason, long count);
  }
}
