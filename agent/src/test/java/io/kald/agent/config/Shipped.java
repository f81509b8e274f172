package io.kald.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files beside the code that are made from the tables of keys. */
final class Shipped {
  static final Path SAMPLE = Path.of("src/main/dist/kald.yaml");
  static final Path PAGE = Path.of("CONFIGURATION.md");
  static final Path SCHEMA = Path.of("src/main/resources/io/kald/agent/config/kald.schema.json");

  private Shipped() {}

  /** Holds a file against what the tables say; {@code -Dkald.write} writes it instead. */
  static void assertIs(Path file, String expected) throws IOException {
    if (System.getProperty("kald.write") != null) {
      Files.writeString(file, expected);
    }
    assertThat(Files.readString(file))
        .as("%s, which mvn test -Dkald.write writes anew", file)
        .isEqualTo(expected);
  }
}
