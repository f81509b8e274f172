package io.kald.probe;

/** Source ports kald may use, both ends included; 1 to 65535. */
public record PortRange(int first, int last) {
  /** Refuses an empty range and ports outside 1 to 65535. */
  public PortRange {
    if (first < 1 || last > 65_535 || first > last) {
      throw new IllegalArgumentException(
          "port range: " + first + "-" + last + " (expected: 1 ~ 65535, first <= last)");
    }
  }

  /** How many ports there are. */
  public int size() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
