package io.kald.agent.timers;

/** Hears what becomes of connections. */
@FunctionalInterface
public interface TableListener {
  /** A packet came for a connection that the table has no longer. Once for each connection. */
  void onCut(Cut cut);
}
