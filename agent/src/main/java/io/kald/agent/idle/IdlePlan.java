package io.kald.agent.idle;

import java.util.concurrent.TimeUnit;

/**
 * What is searched.
 *
 * @param host as the user wrote it
 * @param address numeric
 * @param port 1 to 65535
 * @param maxNanos longest idle time that is tried, at least {@link #LEAST_NANOS}
 * @param resolutionNanos how far apart the longest that lived and the shortest that did not may be
 * @param parallel connections held at once
 */
public record IdlePlan(
    String host, String address, int port, long maxNanos, long resolutionNanos, int parallel) {
  /** The kernel asks no earlier: its keepalives count whole seconds. */
  public static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Refuses what cannot be searched. */
  public IdlePlan {
    if (maxNanos < LEAST_NANOS || resolutionNanos <= 0 || parallel < 1) {
      throw new IllegalArgumentException(
          "plan: "
              + maxNanos
              + ", "
              + resolutionNanos
              + ", "
              + parallel
              + " (expected: >= 1 s, > 0, >= 1)");
    }
  }

  /** {@code www.example.net:80}, {@code [::1]:80}. */
  public String target() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
