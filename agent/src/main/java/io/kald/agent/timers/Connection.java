package io.kald.agent.timers;

import org.jspecify.annotations.Nullable;

/** One entry of the table. Hangs in exactly one {@link Waiting} list. */
final class Connection {
  enum Stage {
    /** SYN seen; the server has said nothing yet. */
    ASKED,
    /** SYN-ACK seen. */
    ANSWERED,
    /** Handshake complete, or older than the capture. */
    OPEN
  }

  final ConnectionId id;
  final Waiting idleList;

  Stage stage;
  long lastNanos;
  boolean reusable;
  boolean clientFin;
  boolean serverFin;

  // Links of the list it hangs in; written by Waiting alone.
  @Nullable Waiting list;
  @Nullable Connection before;
  @Nullable Connection after;

  Connection(ConnectionId id, Stage stage, Waiting idleList) {
    this.id = id;
    this.stage = stage;
    this.idleList = idleList;
    this.lastNanos = id.firstNanos();
  }
}
