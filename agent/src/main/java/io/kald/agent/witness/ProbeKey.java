package io.kald.agent.witness;

import io.kald.agent.flow.Endpoint;

/**
 * What a result and its packets have in common besides the time.
 *
 * @param kind {@code tcp}, {@code icmp} or {@code sccp}
 * @param target who was asked; port 0 for an echo
 * @param sourcePort the port it left from, the identifier of an echo
 */
record ProbeKey(String kind, Endpoint target, int sourcePort) {}
