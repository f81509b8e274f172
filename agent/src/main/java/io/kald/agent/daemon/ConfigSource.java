package io.kald.agent.daemon;

import io.kald.agent.config.Config;
import io.kald.agent.config.ConfigException;
import io.kald.agent.config.ConfigFile;
import java.io.IOException;
import java.nio.file.Path;

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

  /** A file; {@code ${NAME}} in it is filled from this process's environment. */
  static ConfigSource file(Path file) {
    return () -> ConfigFile.load(file, System.getenv());
  }
}
