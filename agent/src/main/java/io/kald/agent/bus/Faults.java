package io.kald.agent.bus;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Faults of our own: each is counted, the first of its kind is logged with its stack, and nothing
 * else stops. Any thread.
 */
public final class Faults {
  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);
  private static final int MAX_KINDS = 200;

  // state
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final Set<String> kinds = ConcurrentHashMap.newKeySet();

  /** Makes a part known, so that its count is told while it is zero. */
  public void expect(String where) {
    counts.computeIfAbsent(where, w -> new LongAdder());
  }

  /**
   * Counts a fault.
   *
   * @param where the part it came from, a word of a small set: it becomes a label
   */
  public void report(String where, Throwable fault) {
    counts.computeIfAbsent(where, w -> new LongAdder()).increment();
    if (kinds.size() < MAX_KINDS && kinds.add(kindOf(where, fault))) {
      LOG.error(
          "fault in {}: {} (logged once; later ones are counted in kald_faults_total)",
          where,
          fault.toString(),
          fault);
    }
  }

  /** How many there were, by where. */
  public Map<String, Long> counts() {
    Map<String, Long> copy = new TreeMap<>();
    counts.forEach((where, count) -> copy.put(where, count.sum()));
    return copy;
  }

  private static String kindOf(String where, Throwable fault) {
    StackTraceElement[] stack = fault.getStackTrace();
    return where + ' ' + fault.getClass().getName() + ' ' + (stack.length == 0 ? "" : stack[0]);
  }
}
