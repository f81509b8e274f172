package io.kald.probe.engine;

/** Counts the probes outstanding on one loop against its share of the descriptors. */
final class InFlight {
  private final int limit;
  private int count;

  InFlight(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
    }
    this.limit = limit;
  }

  boolean enter() {
    if (count == limit) {
      return false;
    }
    count++;
    return true;
  }

  void leave() {
    count--;
  }

  int count() {
    return count;
  }
}
