package io.kald.agent.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import io.kald.probe.time.WallClock;
import java.nio.charset.StandardCharsets;

/** Turns each event into exactly one line, whatever it holds. */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};

  private final Writer writer;

  LineEncoder(Writer writer) {
    this.writer = writer;
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return bytes(LogLine.of(event));
  }

  /** The line that reports how many others were dropped. */
  byte[] dropped(long count) {
    return bytes(LogLine.dropped(WallClock.SYSTEM.now(), count));
  }

  private byte[] bytes(LogLine line) {
    return (writer.write(line) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING;
  }

  /** Writes a line, without its end. */
  @FunctionalInterface
  interface Writer {
    String write(LogLine line);
  }
}
