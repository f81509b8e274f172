package io.kald.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

final class LoggingTest {
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

  @AfterEach
  void asItWas() {
    Logging.configure(LogLevel.INFO, LogFormat.LOGFMT);
  }

  @Test
  void shouldBeSetUpBeforeAnythingIsSaid() {
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    assertThat(root.getAppender("stderr")).isNotNull();
    assertThat(root.iteratorForAppenders()).toIterable().hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"ERROR, ERROR", "WARN, WARN", "INFO, WARN", "DEBUG, WARN", "TRACE, DEBUG"})
  void shouldKeepLibrariesQuieter(LogLevel level, String libraries) {
    Logging.configure(level, LogFormat.JSON);

    assertThat(context.getLogger("io.kald.probe.engine.Engine").getEffectiveLevel())
        .isEqualTo(Level.toLevel(level.name()));
    assertThat(context.getLogger("io.netty.util.internal.PlatformDependent").getEffectiveLevel())
        .isEqualTo(Level.toLevel(libraries));
  }

  @Test
  void shouldChangeTheLevelOfARunningProcess() {
    Logging.configure(LogLevel.INFO, LogFormat.LOGFMT);
    Logger logger = context.getLogger("io.kald.agent.daemon.Daemon");
    assertThat(logger.isDebugEnabled()).isFalse();

    Logging.level(LogLevel.DEBUG);

    assertThat(logger.isDebugEnabled()).isTrue();
  }

  @Test
  void shouldHaveOneAppenderHoweverOftenItIsConfigured() {
    Logging.configure(LogLevel.INFO, LogFormat.JSON);
    Logging.configure(LogLevel.INFO, LogFormat.LOGFMT);

    assertThat(context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).iteratorForAppenders())
        .toIterable()
        .hasSize(1);
  }
}
