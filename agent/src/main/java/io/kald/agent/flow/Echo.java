package io.kald.agent.flow;

import org.jspecify.annotations.Nullable;

/** An echo while it is waited for. A frame number of 0 means: not seen. */
final class Echo extends Entry {
  // state
  long requestFrame;
  long requestNanos;
  long replyFrame;
  long replyNanos;
  int duplicates;
  @Nullable Rejection rejection;

  /** Makes it as new. */
  void reset() {
    requestFrame = 0;
    replyFrame = 0;
    duplicates = 0;
    rejection = null;
  }
}
