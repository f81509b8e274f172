package io.kald.agent.daemon;

import io.kald.agent.cli.Actions.RunRequest;
import io.kald.agent.config.Config;
import io.kald.agent.config.ConfigException;
import io.kald.agent.config.ConfigFile;
import io.kald.agent.config.LogConfig;
import io.kald.agent.config.WebConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the configuration comes from, at start and at each reload. */
@FunctionalInterface
interface ConfigSource {
  /**
   * Reads it anew.
   *
   * @throws IOException when it cannot be read
   * @throws ConfigException when it is not valid; it names every mistake
   */
  Config load() throws IOException, ConfigException;

  /** What messages call it. */
  default String name() {
    return "the configuration";
  }

  /** Whoever waits for {@link #load} gets an {@link IOException} at once; any thread. */
  default void abandon() {}

  /**
   * A file, waited for only so long; {@code ${NAME}} in it is filled from this process's
   * environment.
   */
  static ConfigSource file(Path file) {
    return named(file, new PatientSource(() -> read(file)));
  }

  private static Config read(Path file) throws IOException, ConfigException {
    HeapRoom.forReading(file);
    try {
      return ConfigFile.load(file, System.getenv());
    } catch (OutOfMemoryError e) {
      throw HeapRoom.exhausted(file, e);
    }
  }

  private static ConfigSource named(Path file, ConfigSource source) {
    return new ConfigSource() {
      @Override
      public Config load() throws IOException, ConfigException {
        return source.load();
      }

      @Override
      public String name() {
        return file.toString();
      }

      @Override
      public void abandon() {
        source.abandon();
      }
    };
  }

  /** The file of a request, with what its command line says in place of what the file says. */
  static ConfigSource of(RunRequest request) {
    ConfigSource file = file(request.configFile());
    return new ConfigSource() {
      @Override
      public Config load() throws IOException, ConfigException {
        return with(file.load(), request);
      }

      @Override
      public String name() {
        return file.name();
      }

      @Override
      public void abandon() {
        file.abandon();
      }
    };
  }

  private static Config with(Config config, RunRequest request) throws ConfigException {
    return new Config(
        config.monitored(),
        web(config.web(), request.adminListen().orElse(null)),
        config.metrics(),
        config.journal(),
        config.witness(),
        log(config.log(), request),
        config.engine(),
        config.warnings());
  }

  private static WebConfig web(WebConfig web, @Nullable String listen) throws ConfigException {
    if (listen == null) {
      return web;
    }
    // Read as the file's own key is, so that both mean and refuse the same.
    String text = "services: []\nweb: {listen: \"${LISTEN}\"}\n";
    Config asked = ConfigFile.parse("--admin.listen", text, Map.of("LISTEN", listen));
    return new WebConfig(asked.web().listen(), web.token(), web.telemetryPath());
  }

  private static LogConfig log(LogConfig log, RunRequest request) {
    return new LogConfig(
        request.logLevel().map(l -> LogConfig.Level.valueOf(l.name())).orElse(log.level()),
        request.logFormat().map(f -> LogConfig.Format.valueOf(f.name())).orElse(log.format()),
        log.transitions());
  }
}
