package io.kald.agent.flow;

import io.kald.sccp.SccpMessage;
import java.util.ArrayList;
import java.util.List;

/** A message that waits for its acknowledgement. */
final class SccpMessageSent {
  private static final int MOST_AGAIN = 64;

  // deps
  final SccpMessage message;
  final Moment seen;

  /** Sequence number behind its last byte. */
  final int end;

  // state
  private List<Moment> again = List.of();

  SccpMessageSent(SccpMessage message, Moment seen, int end) {
    this.message = message;
    this.seen = seen;
    this.end = end;
  }

  List<Moment> again() {
    return List.copyOf(again);
  }

  void addAgain(Moment moment) {
    if (again.isEmpty()) {
      again = new ArrayList<>(4);
    }
    if (again.size() < MOST_AGAIN) {
      again.add(moment);
    }
  }
}
