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

  /**
   * The same message when it is first seen, without any acknowledgement; only where {@link
   * #wantsSccpAtOnce}.
   */
  default void onSccpAtOnce(SccpSeen message) {}

  /** Bytes of either side that cannot be read, or not before others that are missing. */
  default void onSccpUnread(Endpoint phone, Endpoint node, Moment at) {}

  /** Whether connections are to be told; without, none is made a record of, only counted. */
  default boolean wantsTcp() {
    return true;
  }

  /** Whether echoes are to be told. */
  default boolean wantsEcho() {
    return true;
  }

  /** Whether SCCP messages are to be told; without, no payload is looked at. */
  default boolean wantsSccp() {
    return true;
  }

  /** Whether SCCP messages are to be told when they are first seen as well. */
  default boolean wantsSccpAtOnce() {
    return false;
  }
}
