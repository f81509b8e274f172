package io.kald.agent.audit;

import java.util.Arrays;

/** How a prober chooses its source ports, as far as a stream shows. */
final class PortHabit {
  private static final double MOSTLY = 0.8;

  private PortHabit() {}

  /**
   * {@code from port 51000 always}, {@code from ports 32768 to 32900, each time a greater one}, or
   * empty.
   */
  static String of(Stream stream) {
    if (stream.size() < 2) {
      return "";
    }
    int[] ports = stream.probes().stream().mapToInt(ProbeSeen::sourcePort).toArray();
    int[] sorted = ports.clone();
    Arrays.sort(sorted);
    int least = sorted[0];
    int most = sorted[sorted.length - 1];
    String word = stream.key().kind().equals("icmp") ? "identifier" : "port";
    return least == most
        ? "from " + word + " " + least + " always"
        : "from " + word + "s " + least + " to " + most + ", " + order(ports);
  }

  private static String order(int[] ports) {
    int next = 0;
    int greater = 0;
    for (int i = 1; i < ports.length; i++) {
      next += ports[i] == ports[i - 1] + 1 ? 1 : 0;
      greater += ports[i] > ports[i - 1] ? 1 : 0;
    }
    double steps = ports.length - 1.0;
    if (next / steps >= MOSTLY) {
      return "one after another";
    }
    return greater / steps >= MOSTLY ? "each time a greater one" : "in no order";
  }
}
