package io.kald.agent.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects findings. Of one rule and stream the first {@value #SHOWN} are kept with their packets;
 * the rest is counted.
 */
final class Findings {
  /** How many of a kind are shown whole. */
  static final int SHOWN = 20;

  // state
  private final List<Finding> kept = new ArrayList<>();
  private final Map<String, Map<RuleId, Integer>> counts = new HashMap<>();

  void add(Finding finding) {
    int count =
        counts
            .computeIfAbsent(finding.stream(), s -> new EnumMap<>(RuleId.class))
            .merge(finding.rule(), 1, Integer::sum);
    if (count <= SHOWN) {
      kept.add(finding);
    }
  }

  void add(RuleId rule, String stream, long atNanos, List<Long> frames, String text) {
    add(new Finding(rule, stream, atNanos, frames, text));
  }

  /** Those that are kept, in the order of time. */
  List<Finding> kept() {
    List<Finding> sorted = new ArrayList<>(kept);
    sorted.sort(Comparator.comparingLong(Finding::atNanos));
    return Collections.unmodifiableList(sorted);
  }

  /** How many there were of each rule, shown or not, by stream. */
  Map<String, Map<RuleId, Integer>> counts() {
    return Collections.unmodifiableMap(counts);
  }

  boolean isEmpty() {
    return kept.isEmpty();
  }
}
