package io.kald.probe.phone;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Matches the KeepAliveAcks of one connection to its KeepAlives. They carry no number, so the n-th
 * ack belongs to the oldest KeepAlive without one. Pure: times are arguments, in nanoseconds of any
 * one clock. Live phones, the audit of a capture and the witness use it. Confined to one thread.
 *
 * <p>A node that has lost KeepAlives would be one behind from then on. So the first ack after the
 * newest KeepAlive that comes at the node's usual pace, while older KeepAlives are open, is held.
 * If another one follows before the next KeepAlive is due, the node is catching up, and both belong
 * to the oldest. If none follows, the held ack belongs to the newest, and the older ones are lost.
 *
 * @param <K> a KeepAlive
 * @param <A> a KeepAliveAck
 */
public final class AckMatcher<K, A> {
  /**
   * How long a KeepAliveAck may follow its KeepAlive on a link the phone is not registered over,
   * where a call manager need not send any. An ack that is held there is not held longer.
   */
  public static final long STANDBY_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** An ack within so many bases is at the node's usual pace. */
  private static final int USUAL_BASES = 2;

  private static final int USUALLY_OPEN = 1;

  /**
   * A KeepAlive and its ack.
   *
   * @param atNanos when the ack came
   * @param newest whether no KeepAlive was sent between the two
   */
  public record Match<K, A>(K sent, A ack, long atNanos, boolean newest) {}

  // deps
  private final Baseline baseline;

  // state
  private final ArrayDeque<K> open = new ArrayDeque<>(USUALLY_OPEN);
  private long newestNanos;
  private boolean newestUnheard;
  private @Nullable A held;
  private long heldNanos;

  /** Takes its idea of the node's usual pace from {@code baseline}. */
  public AckMatcher(Baseline baseline) {
    this.baseline = baseline;
  }

  /** A KeepAlive was sent. {@link #settle} is called first. */
  public void sent(K sent, long atNanos) {
    open.addLast(sent);
    newestNanos = atNanos;
    newestUnheard = true;
  }

  /**
   * A KeepAliveAck came.
   *
   * @return the KeepAlives that are certain to be answered now, oldest first
   */
  public List<Match<K, A>> acked(A ack, long atNanos) {
    boolean doubtful = newestUnheard && open.size() > 1 && usualPace(atNanos);
    newestUnheard = false;
    @Nullable A before = held;
    held = doubtful ? ack : null;
    if (doubtful) {
      heldNanos = atNanos;
      return List.of();
    }
    if (before == null) {
      return open.isEmpty() ? List.of() : List.of(oldest(ack, atNanos));
    }
    // Only an ack that more than one KeepAlive waits for is held.
    return List.of(oldest(before, heldNanos), oldest(ack, atNanos));
  }

  private boolean usualPace(long atNanos) {
    return atNanos - newestNanos <= USUAL_BASES * baseline.baseNanos();
  }

  private Match<K, A> oldest(A ack, long atNanos) {
    K sent = open.removeFirst();
    return new Match<>(sent, ack, atNanos, open.isEmpty());
  }

  /** Whether a held ack on a link that is not registered has waited long enough for another. */
  public boolean patienceOver(long nowNanos) {
    return held != null && nowNanos - newestNanos >= STANDBY_PATIENCE_NANOS;
  }

  /** No other ack will come before the next KeepAlive: returns what the held one answers. */
  public @Nullable Match<K, A> settle() {
    @Nullable A ack = held;
    if (ack == null) {
      return null;
    }
    K newest = open.getLast();
    clear();
    return new Match<>(newest, ack, heldNanos, true);
  }

  /** Forgets all open KeepAlives, and the held ack. */
  public void clear() {
    open.clear();
    held = null;
  }

  /** Gives up the oldest open KeepAlive: its ack is no longer waited for. */
  public void forgetOldest() {
    open.pollFirst();
    held = open.isEmpty() ? null : held;
  }

  /** Whether an ack is held. */
  public boolean holds() {
    return held != null;
  }

  /** The KeepAlives that lack their ack, oldest first; the matcher's own, not a copy. */
  public Deque<K> open() {
    return open;
  }
}
