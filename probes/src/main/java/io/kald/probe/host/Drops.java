package io.kald.probe.host;

import io.kald.probe.net.Libc;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Interfaces that were seen to drop what was sent by them, and by which nothing has answered since.
 * What drops probes may drop the questions for neighbours as well. Any thread.
 */
final class Drops {
  private static final int MOST = 1024;

  private final Map<Way, Since> since = new ConcurrentHashMap<>();
  private volatile boolean any;

  private record Way(int interfaceIndex, int family) {}

  /**
   * The first of the drops that no answer has followed.
   *
   * @param sentNanos when what was dropped was sent, monotonic
   */
  record Since(long sentNanos) {}

  /**
   * Whether an answer by that interface matters; 0: it is not known by which. A read of one
   * variable while nothing has dropped.
   */
  boolean mayConcern(int interfaceIndex) {
    return any
        && (interfaceIndex == 0
            || since.containsKey(new Way(interfaceIndex, Libc.AF_INET))
            || since.containsKey(new Way(interfaceIndex, Libc.AF_INET6)));
  }

  /** A packet of a family that was sent then was dropped on its way out by an interface. */
  synchronized void dropped(int interfaceIndex, int family, long sentNanos) {
    if (interfaceIndex != 0 && since.size() < MOST) {
      since.putIfAbsent(new Way(interfaceIndex, family), new Since(sentNanos));
      any = true;
    }
  }

  /** A packet that was sent then by an interface was answered. */
  synchronized void answered(int interfaceIndex, int family, long sentNanos) {
    since.computeIfPresent(
        new Way(interfaceIndex, family),
        (way, drop) -> sentNanos - drop.sentNanos >= 0 ? null : drop);
    any = !since.isEmpty();
  }

  /** The drop that no answer by the interface has followed, or null. */
  @Nullable Since unanswered(int interfaceIndex, int family) {
    return since.get(new Way(interfaceIndex, family));
  }

  /** An interface is gone. */
  synchronized void gone(int interfaceIndex) {
    since.keySet().removeIf(way -> way.interfaceIndex == interfaceIndex);
    any = !since.isEmpty();
  }
}
