package io.kald.agent.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All probes of one prober to one target, in the order in which they left. */
final class Stream {
  // deps
  private final StreamKey key;

  // state
  private final List<ProbeSeen> probes = new ArrayList<>();

  Stream(StreamKey key) {
    this.key = key;
  }

  void add(ProbeSeen probe) {
    probes.add(probe);
  }

  /** Brings them into order; exchanges are told when they are over, not when they begin. */
  void sort() {
    probes.sort(
        Comparator.comparingLong(ProbeSeen::sentNanos).thenComparing(p -> p.sent().frame()));
  }

  StreamKey key() {
    return key;
  }

  String name() {
    return key.toString();
  }

  List<ProbeSeen> probes() {
    return probes;
  }

  int size() {
    return probes.size();
  }

  ProbeSeen probe(int index) {
    return probes.get(index);
  }

  /** From the start of a probe to the start of the next. */
  long gapNanos(int index) {
    return probes.get(index + 1).sentNanos() - probes.get(index).sentNanos();
  }
}
