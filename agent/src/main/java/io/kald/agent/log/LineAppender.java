package io.kald.agent.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

/** Makes a line of each event, on the thread that logs, and lets another write it. */
final class LineAppender extends AppenderBase<ILoggingEvent> {
  private final LineEncoder encoder;
  private final LineQueue queue;

  LineAppender(LineEncoder encoder, LineQueue queue) {
    this.encoder = encoder;
    this.queue = queue;
  }

  @Override
  protected void append(ILoggingEvent event) {
    queue.offer(encoder.encode(event));
  }
}
