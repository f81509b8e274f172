package io.kald.agent.cli;

import io.kald.agent.config.HostRules;
import io.kald.agent.config.Values;

/**
 * A target as it is typed.
 *
 * @param port 0 when the kind has none
 */
record TargetArgument(String host, int port) {
  private static final int MAX_PORT = 65_535;

  /** {@code www.example.net}, {@code 192.0.2.1}, {@code ::1} or {@code [::1]}. */
  static TargetArgument host(String text) {
    return new TargetArgument(oneHost(Values.host(bare(text))), 0);
  }

  /** {@code www.example.net:80}, {@code 192.0.2.1:80} or {@code [::1]:80}. */
  static TargetArgument withPort(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(0, colon));
    if (colon < 1 || (host.indexOf(':') >= 0 && !bracketed(host))) {
      throw new IllegalArgumentException(
          text + " (expected: HOST:PORT, or [ADDRESS]:PORT for IPv6)");
    }
    return new TargetArgument(
        oneHost(Values.host(bare(host))), Values.integer(text.substring(colon + 1), 1, MAX_PORT));
  }

  /** Refuses addresses that no host has; whether a zone is needed depends on other options. */
  private static String oneHost(String host) {
    String problem = HostRules.problem(host, true);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    return host;
  }

  private static String bare(String host) {
    return bracketed(host) ? host.substring(1, host.length() - 1) : host;
  }

  private static boolean bracketed(String host) {
    return host.startsWith("[") && host.endsWith("]");
  }
}
