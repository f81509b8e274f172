package io.kald.probe.host;

import io.kald.probe.Reason;
import io.kald.probe.net.LocalFailure;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by which interface each target answers, and holds failures against it: once that
 * interface is lost, another route may cover the target that does not lead to it. A question to the
 * kernel for each target and each state of this machine's network, at most {@value #MOST_ASKED} a
 * second; any other answer costs a comparison. Confined to one loop.
 */
final class AnsweredWays {
  private static final int MOST_ASKED = 500;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  // deps
  private final LinkTable links;
  private final HostQueries queries;

  // state
  private long secondNanos;
  private int asked;

  AnsweredWays(LinkTable links, HostQueries queries) {
    this.links = links;
    this.queries = queries;
  }

  /** Whether it is to be found out which interface leads to a target that has answered. */
  boolean wants(LastAnswer last, long nowNanos) {
    if (last.knowsInterface(links.generation())) {
      return false;
    }
    if (nowNanos - secondNanos >= SECOND) {
      secondNanos = nowNanos;
      asked = 0;
    }
    if (asked >= MOST_ASKED && last.interfaceIndex() != 0) {
      last.cameBy(0, EgressPath.NEVER); // it may be another one by now
    }
    return asked < MOST_ASKED;
  }

  /** Finds it out. */
  void find(LastAnswer last, EgressPath path) {
    long generation = links.generation();
    Route route = queries.route(path);
    asked++;
    last.cameBy(route == null ? 0 : route.interfaceIndex(), generation);
  }

  /**
   * This machine's fault, or null.
   *
   * @param now where packets to the target would go, null: not known
   */
  @Nullable LocalFailure lost(Departure probe, @Nullable Route now, long nowNanos) {
    int index = probe.last().interfaceIndex();
    Link by = index == 0 ? null : links.get(index);
    boolean moved = now != null && now.interfaceIndex() != index;
    if (by == null || !by.lostNow() || !moved || !probe.last().excuses(nowNanos)) {
      return null;
    }
    return new LocalFailure(
        by.up() ? Reason.NO_CARRIER : Reason.INTERFACE_DOWN,
        "interface " + by.name() + ", by which the target last answered, is lost");
  }
}
