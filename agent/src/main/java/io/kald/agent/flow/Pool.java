package io.kald.agent.flow;

import java.util.ArrayDeque;

/** Entries that are over and wait to be used again. */
final class Pool {
  // state
  private final ArrayDeque<Flow> flows = new ArrayDeque<>();
  private final ArrayDeque<Echo> echoes = new ArrayDeque<>();

  Flow flow() {
    Flow used = flows.pollLast();
    return used == null ? new Flow() : used;
  }

  Echo echo() {
    Echo used = echoes.pollLast();
    return used == null ? new Echo() : used;
  }

  void put(Flow flow) {
    flows.addLast(flow);
  }

  void put(Echo echo) {
    echoes.addLast(echo);
  }
}
