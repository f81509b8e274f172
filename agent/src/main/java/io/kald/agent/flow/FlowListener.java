package io.kald.agent.flow;

/**
 * Takes what the flow table has put together. Exchanges come in the order in which they were over,
 * not in that of their beginning.
 */
public interface FlowListener {
  /** A TCP connection, or an attempt. */
  void onTcp(TcpExchange exchange);

  /** An echo. */
  void onEcho(EchoExchange exchange);

  /** A message of a phone or a node; told when it is acknowledged, or its connection is over. */
  void onSccp(SccpSeen message);
}
