package io.kald.agent.simulate;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who may come back to a node: so many phones at a time hold a token, each until it registers or
 * its token expires. Confined to one thread; time comes from outside.
 */
final class TokenBook {
  // deps
  private final int depth;
  private final long lifeNanos;

  // state
  /** When each token expires; oldest first, as all live equally long. */
  private final Map<String, Long> expiries = new LinkedHashMap<>();

  /** A book of at most {@code depth} tokens, each good for {@code lifeNanos}. */
  TokenBook(int depth, long lifeNanos) {
    this.depth = depth;
    this.lifeNanos = lifeNanos;
  }

  /** Whether the device has a token now. Who holds one already gets it anew. */
  boolean ask(String device, long nowNanos) {
    expire(nowNanos);
    boolean held = expiries.remove(device) != null;
    if (!held && expiries.size() >= depth) {
      return false;
    }
    expiries.put(device, nowNanos + lifeNanos);
    return true;
  }

  /** The device has registered: its token is used up. */
  void used(String device) {
    expiries.remove(device);
  }

  /** Forgets every token. */
  void clear() {
    expiries.clear();
  }

  /** How many tokens are out. */
  int held(long nowNanos) {
    expire(nowNanos);
    return expiries.size();
  }

  private void expire(long nowNanos) {
    Iterator<Long> oldest = expiries.values().iterator();
    while (oldest.hasNext() && nowNanos - oldest.next() >= 0) {
      oldest.remove();
    }
  }
}
