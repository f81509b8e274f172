package io.kald.agent.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.concurrent.TimeUnit;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log of this process. Lines go to standard error, so that standard output stays what a
 * command was asked for; whoever logs never waits for whoever reads. Any thread.
 */
public final class Logging {
  private static final String OURS = "io.kald";

  /** The logger of changes of state. */
  public static final String TRANSITIONS = "io.kald.transition";

  private static final LineQueue STDERR =
      new LineQueue(
          new FileOutputStream(FileDescriptor.err), new LineEncoder(LogLine::logfmt)::dropped);

  private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private Logging() {}

  /** Sets how much is logged and how; may be called again at any time. */
  public static void configure(LogLevel level, LogFormat format) {
    apply(context(), level, format);
  }

  /** Changes how much is logged, from the next event on. */
  public static void level(LogLevel level) {
    level(context(), level);
  }

  /** Whether changes of state are logged; may be called again at any time. */
  public static void transitions(boolean wanted) {
    context().getLogger(TRANSITIONS).setLevel(wanted ? null : Level.OFF);
  }

  /** Lines that were dropped because nobody read standard error, since the start. */
  public static long dropped() {
    return STDERR.dropped();
  }

  /** Waits for lines that are on their way, before the process ends; not for ever. */
  public static void drain() {
    STDERR.drain(LAST_NANOS);
  }

  static void apply(LoggerContext context, LogLevel level, LogFormat format) {
    LineEncoder encoder = new LineEncoder(writer(format));
    encoder.setContext(context);
    encoder.start();
    STDERR.reportAs(encoder::dropped);
    LineAppender console = new LineAppender(encoder, STDERR);
    console.setContext(context);
    console.setName("stderr");
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
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      return context;
    }
    // SLF4J goes on without a log where Logback cannot be loaded.
    throw new NoClassDefFoundError("ch/qos/logback/classic/LoggerContext");
  }
}
