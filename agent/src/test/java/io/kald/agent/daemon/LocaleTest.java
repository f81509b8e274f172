package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output is read by programs: its numbers do not follow the language of the machine. */
@Tag("slow")
final class LocaleTest {
  @Test
  void shouldWriteDigitsThatProgramsRead(@TempDir Path dir) throws Exception {
    Path config = dir.resolve("kald.yaml");
    Files.writeString(config, "services: [{name: a, host: 127.0.0.1}]\n");
    List<String> egypt = List.of("env", "JAVA_TOOL_OPTIONS=-Duser.language=ar -Duser.country=EG");

    try (KaldProcess kald = KaldProcess.start(egypt, "check", config.toString())) {
      assertThat(kald.await("is valid")).endsWith("is valid: 1 service on 1 keepalive");
    }
  }
}
