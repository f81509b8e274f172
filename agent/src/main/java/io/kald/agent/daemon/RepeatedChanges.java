package io.kald.agent.daemon;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells changes of state that a service makes again and again from those that are news. The first
 * five of a kind are news, so that a second failure within minutes has its line; more of them are
 * not, until there was none for ten minutes. What is no news is added up for a minute. Pure;
 * confined to one thread.
 */
final class RepeatedChanges {
  /** Longer than what a phone waits for between two attempts. */
  private static final long RECENT_NANOS = TimeUnit.MINUTES.toNanos(10);

  private static final long TOGETHER_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int NEWS = 5;
  private static final int MOST_NAMES = 5;

  // state
  private final Map<Change, Made> made = new HashMap<>();

  /** The state of each service that has made one, in the order of their first. */
  private final Map<String, String> states = new LinkedHashMap<>();

  private long count;
  private long sinceNanos;
  private long cleanedNanos;

  private record Change(String service, String from, String to) {}

  /** How often it was made, and when last; a new one once there was none for ten minutes. */
  private record Made(int times, long lastNanos) {
    static final Made NEVER = new Made(0, 0);

    boolean isOver(long nowNanos) {
      return nowNanos - lastNanos >= RECENT_NANOS;
    }

    Made again(long atNanos) {
      return new Made(times == 0 || isOver(atNanos) ? 1 : Math.min(times, NEWS) + 1, atNanos);
    }
  }

  /**
   * What was added up.
   *
   * @param count changes
   * @param services that made them
   * @param states how many of the services are in which state now
   * @param names of the first few of the services
   */
  record Sum(long count, int services, Map<String, Long> states, List<String> names) {}

  /** Adds a change up when it is a repeated one; false: it is news. */
  boolean takes(String service, String from, String to, long atNanos) {
    Change change = new Change(service, from, to);
    Made now = made.getOrDefault(change, Made.NEVER).again(atNanos);
    made.put(change, now);
    boolean repeated = now.times > NEWS;
    if (repeated && count++ == 0) {
      sinceNanos = atNanos;
    }
    if (repeated || states.containsKey(service)) {
      states.put(service, to);
    }
    return repeated;
  }

  /**
   * Ends the minute when it is over, or now when {@code last}.
   *
   * @return what was added up; null: nothing, or it goes on
   */
  @Nullable Sum end(long nowNanos, boolean last) {
    if (nowNanos - cleanedNanos >= RECENT_NANOS) {
      made.values().removeIf(one -> one.isOver(nowNanos));
      cleanedNanos = nowNanos;
    }
    if (count == 0 || (!last && nowNanos - sinceNanos < TOGETHER_NANOS)) {
      return null;
    }
    Map<String, Long> byState = new TreeMap<>();
    states.values().forEach(state -> byState.merge(state, 1L, Long::sum));
    List<String> names =
        new ArrayList<>(states.keySet()).subList(0, Math.min(MOST_NAMES, states.size()));
    Sum sum = new Sum(count, states.size(), byState, List.copyOf(names));
    count = 0;
    states.clear();
    return sum;
  }
}
