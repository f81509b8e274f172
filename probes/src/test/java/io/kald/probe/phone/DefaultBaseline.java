package io.kald.probe.phone;

import io.kald.probe.PhoneDetection.Geometric;

/** Baselines with the numbers kald has unless told otherwise: 200 ms, 1 s, 300 ms. */
final class DefaultBaseline {
  private DefaultBaseline() {}

  /** One that has seen {@code count} answers, all after {@code rttNanos}. */
  static Baseline after(long rttNanos, int count) {
    Baseline baseline = Baseline.of(Geometric.DEFAULT);
    for (int i = 0; i < count; i++) {
      baseline.add(rttNanos);
    }
    return baseline;
  }
}
