package io.kald.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log of this process. Lines go to standard error, so that standard output stays what a
 * command was asked for. Any thread.
 */
public final class Logging {
  private static final String OURS = "io.kald";

  private Logging() {}

  /** Sets how much is logged and how; may be called again at any time. */
  public static void configure(LogLevel level, LogFormat format) {
    apply(context(), level, format);
  }

  /** Changes how much is logged, from the next event on. */
  public static void level(LogLevel level) {
    level(context(), level);
  }

  static void apply(LoggerContext context, LogLevel level, LogFormat format) {
    LineEncoder encoder = new LineEncoder(writer(format));
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("stderr");
    console.setTarget(ConsoleTarget.SystemErr.getName());
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(console);
    level(context, level);
  }

  private static void level(LoggerContext context, LogLevel level) {
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(libraries(level));
    context.getLogger(OURS).setLevel(Level.toLevel(level.name()));
  }

  /** Netty and JNA tell at DEBUG what they found out about the machine: dozens of lines. */
  private static Level libraries(LogLevel level) {
    return switch (level) {
      case ERROR -> Level.ERROR;
      case WARN, INFO, DEBUG -> Level.WARN;
      case TRACE -> Level.DEBUG;
    };
  }

  private static LineEncoder.Writer writer(LogFormat format) {
    return switch (format) {
      case LOGFMT -> LogLine::logfmt;
      case JSON -> LogLine::json;
    };
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}
