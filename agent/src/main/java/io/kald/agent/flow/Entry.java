package io.kald.agent.flow;

import org.jspecify.annotations.Nullable;

/** What the table holds: a connection or an echo. Reused when it is over. */
abstract class Entry extends Key {
  /** Links of the queue it waits in. */
  @Nullable Entry older;

  @Nullable Entry newer;
  @Nullable IdleQueue queue;

  /** Its last packet. */
  long lastFrame;

  long lastNanos;
}
