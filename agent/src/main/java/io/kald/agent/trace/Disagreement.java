package io.kald.agent.trace;

/**
 * Where kald and a node say different things of one KeepAlive.
 *
 * @param epochMillis when
 * @param kald what kald's journal says
 * @param trace what the node's trace says
 */
record Disagreement(long epochMillis, String kald, String trace) {}
