package io.kald.agent.timers;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Keeps the first cuts as they are, and of all, up to a million, which connections they hit. */
final class CutList implements TableListener {
  private static final int MOST_SHOWN = 1_000;
  private static final int MOST_COMPARED = 1_000_000;

  // state
  private final List<Cut> first = new ArrayList<>();
  private final Set<ConnectionId> connections = new LinkedHashSet<>();

  @Override
  public void onCut(Cut cut) {
    if (first.size() < MOST_SHOWN) {
      first.add(cut);
    }
    if (connections.size() < MOST_COMPARED) {
      connections.add(cut.connection());
    }
  }

  List<Cut> first() {
    return List.copyOf(first);
  }

  Set<ConnectionId> connections() {
    return connections;
  }
}
