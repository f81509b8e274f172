package io.kald.agent.cli;

import io.kald.agent.config.Values;
import io.kald.agent.simulate.CucmOptions;
import io.kald.probe.name.HostNames;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * A node of a simulated cluster as it is typed.
 *
 * @param name empty: after its place in the list
 */
record SimulatedNode(String name, String host, int port) {
  private static final int MAX_PORT = 65_535;

  /** {@code 127.0.0.1:2000} or {@code lab1=[::1]:0}. */
  static SimulatedNode read(String text) {
    int equals = text.indexOf('=');
    String name = text.substring(0, Math.max(0, equals));
    if (equals >= 0 && !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,39}")) {
      throw new IllegalArgumentException(
          name + " (expected: a name of letters, digits, '.', '-' and '_')");
    }
    String rest = text.substring(equals + 1);
    int colon = rest.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(text + " (expected: [NAME=]HOST:PORT)");
    }
    String host = rest.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return new SimulatedNode(
        name,
        Values.host(bracketed ? host.substring(1, host.length() - 1) : host),
        Values.integer(rest.substring(colon + 1), 0, MAX_PORT));
  }

  /** {@code 127.0.0.1:0}. */
  static InetSocketAddress address(String text) {
    SimulatedNode node = read(text);
    try {
      return new InetSocketAddress(HostNames.once(node.host()), node.port());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  CucmOptions.Node named(String otherwise) {
    return new CucmOptions.Node(name.isEmpty() ? otherwise : name, host, port);
  }
}
