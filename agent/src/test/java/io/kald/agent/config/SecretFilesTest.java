package io.kald.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files with secrets are for those who need them. */
class SecretFilesTest {
  private static final String REMEDY =
      " (expected: chmod o-r, or a directory that others may not enter)";

  private final Path directory;

  SecretFilesTest(@TempDir(factory = OpenFolder.class) Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void open() throws IOException {
    mode(directory, "rwxr-xr-x");
  }

  @Test
  void shouldWarnOfATokenFileThatOthersCanRead() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "hunter2\n");
    Path file = config("web: {token-file: token}\n", "rw-r--r--");
    mode(token, "rw-r--r--");
    assertThat(warnings(file))
        .containsExactly(
            file
                + ":1:19: web.token-file: token can be read by every user of this machine"
                + REMEDY);
    mode(token, "rw-r-----");
    assertThat(warnings(file)).isEmpty();
    mode(token, "rw-r--r--");
    mode(directory, "rwxr-x---");
    assertThat(warnings(file)).as("others may not come so far").isEmpty();
  }

  @Test
  void shouldWarnOfAConfigurationWithASecretThatOthersCanRead() throws Exception {
    Path file = config("web: {token: hunter2}\n", "rw-r--r--");
    assertThat(warnings(file))
        .containsExactly(
            file
                + ":1:14: web.token: every user of this machine can read it in this file"
                + REMEDY);
    mode(file, "rw-r-----");
    assertThat(warnings(file)).isEmpty();
    Path from = config("web: {token: '${TOKEN}'}\n", "rw-r--r--");
    assertThat(warnings(from)).as("the secret is elsewhere").isEmpty();
  }

  private Path config(String text, String mode) throws IOException {
    Path file = Files.writeString(directory.resolve("kald.yaml"), text);
    mode(file, mode);
    return file;
  }

  private static void mode(Path file, String mode) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static List<String> warnings(Path file) throws Exception {
    return ConfigFile.load(file, Map.of("TOKEN", "x")).warnings().stream()
        .filter(warning -> warning.contains("every user"))
        .toList();
  }
}
