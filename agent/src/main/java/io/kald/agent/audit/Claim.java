package io.kald.agent.audit;

import io.kald.agent.flow.Endpoint;

/**
 * A probe the journal tells of.
 *
 * @param keepalive the stream's name in the journal
 * @param kind {@code tcp}, {@code icmp} or {@code sccp}
 * @param target as configured
 * @param asked the address and port that were asked; of a phone's node the address and 0, or {@link
 *     #ANY_NODE} where it is not known
 * @param sourcePort the port it left from, the identifier of an echo; 0 with {@link #ANY_NODE}
 * @param sentNanos when it left, nanoseconds since 1970
 * @param rttNanos time to the answer, or -1
 * @param afterNanos time to the rejection or until it was given up, or -1
 * @param outcome {@code answered}, {@code rejected}, {@code unanswered}, or a phone's verdict
 * @param closedAtOnce whether the target completed the handshake and closed before the prober did
 */
public record Claim(
    String keepalive,
    String kind,
    String target,
    Endpoint asked,
    int sourcePort,
    long sentNanos,
    long rttNanos,
    long afterNanos,
    String outcome,
    boolean closedAtOnce) {
  /** Stands for all nodes of all phones, and all their connections. */
  static final Endpoint ANY_NODE = new Endpoint("", 0);

  /** How findings call its stream. */
  String stream() {
    return kind + " " + keepalive;
  }

  /** The host of the target as configured. */
  String host() {
    String suffix = ":" + asked.port();
    String host =
        asked.port() != 0 && target.endsWith(suffix)
            ? target.substring(0, target.length() - suffix.length())
            : target;
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** Whether it says that an answer came. */
  boolean answered() {
    return outcome.equals("answered") || outcome.equals("sccp-acked");
  }
}
