package io.kald.agent.advise;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The KeepAlives of one phone, in the order their end was told. One that was given up and then
 * answered late is told twice: what was said last holds.
 */
final class GroupSamples {
  /** KeepAlives that may still be told again: an answer that comes later than this many is new. */
  private static final int REMEMBERED = 64;

  // state
  private final Map<Map.Entry<String, Long>, Integer> recent = new LinkedHashMap<>();
  private final SortedSet<String> nodes = new TreeSet<>();
  private long[] rttNanos = new long[16];
  private int count;

  /** Takes what became of the KeepAlive to a node at a time; returns whether it is a new one. */
  boolean take(Map.Entry<String, Long> sent, long rtt) {
    Integer told = recent.get(sent);
    if (told != null) {
      rttNanos[told] = rtt;
      return false;
    }
    if (count == rttNanos.length) {
      rttNanos = Arrays.copyOf(rttNanos, 2 * count);
    }
    if (recent.size() == REMEMBERED) {
      recent.remove(recent.keySet().iterator().next());
    }
    recent.put(sent, count);
    nodes.add(sent.getKey());
    rttNanos[count++] = rtt;
    return true;
  }

  /** What was told before is not told again. */
  void newRun() {
    recent.clear();
  }

  Samples samples() {
    return new Samples(
        "kald's journal", true, Arrays.copyOf(rttNanos, count), String.join(", ", nodes));
  }
}
