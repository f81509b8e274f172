package io.kald.agent.simulate;

/** Learns what happens in the cluster. Called on the nodes' loops: it must not block. */
@FunctionalInterface
public interface CucmListener {
  /** Wants to know nothing. */
  CucmListener NONE = (node, event) -> {};

  /** Something happened at {@code node}. */
  void onEvent(String node, CucmEvent event);
}
