package io.kald.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.probe.PhoneTls;
import io.kald.probe.lab.KeyPairs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files that a phone's TLS needs, when the configuration is read. */
@TestInstance(Lifecycle.PER_CLASS)
@Tag("slow")
class PhoneTlsFilesTest {
  private static final String TEXT =
      """
      phones:
        - name: p
          device: SEP001122334455
          nodes: a
          tls: true
          tls-trust: ca.pem
          tls-certificate: phone.pem
          tls-key: phone.key
      """;

  private final Path folder;
  private final KeyPairs pairs;

  PhoneTlsFilesTest(@TempDir(factory = OpenFolder.class) Path folder) {
    this.folder = folder;
    this.pairs = new KeyPairs(folder);
  }

  @BeforeAll
  void make() {
    pairs.alone("one");
    pairs.alone("other");
  }

  @BeforeEach
  void write() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    put("ca.pem", pairs.pem("one"));
    put("phone.pem", pairs.pem("one"));
    put("phone.key", pairs.key("one"));
    Files.writeString(folder.resolve("kald.yaml"), TEXT);
  }

  @Test
  void shouldLookForThemBesideTheConfiguration() throws Exception {
    Config config = load();
    PhoneTls tls = Objects.requireNonNull(config.phones().get(0).spec().tls());
    assertThat(tls)
        .isEqualTo(
            new PhoneTls(
                folder.resolve("ca.pem"),
                null,
                folder.resolve("phone.pem"),
                folder.resolve("phone.key"),
                tls.contents()));
    assertThat(ConfigFile.parse("f", config.effective(), Map.of())).isEqualTo(config);
  }

  @Test
  void shouldWarnOfAKeyThatOthersCanRead() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path key = folder.resolve("phone.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(load().warnings())
        .anyMatch(line -> line.contains("tls-key: phone.key can be read by every user"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(load().warnings()).isEmpty();
  }

  @Test
  void shouldBeAnotherPhoneWhenOneOfThemWasRenewed() throws Exception {
    Config before = load();
    assertThat(load()).isEqualTo(before);
    put("ca.pem", pairs.pem("other"));
    assertThat(load()).as("with another trust file").isNotEqualTo(before);
    put("ca.pem", pairs.pem("one"));
    assertThat(load()).isEqualTo(before);
    put("phone.pem", pairs.pem("other"));
    put("phone.key", pairs.key("other"));
    assertThat(load()).as("with another pair of keys").isNotEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ca.pem    | 6:16 | phones[0].tls-trust: ca.pem holds no certificate",
        "phone.pem | 7:22 | phones[0].tls-certificate: phone.pem holds no certificate",
        "phone.key | 8:14 | phones[0].tls-key: phone.key holds no private key",
      })
  void shouldNotTakeWhatHoldsSomethingElse(String file, String place, String words)
      throws Exception {
    for (String text : new String[] {"", "PEM", "-----BEGIN NONSENSE-----\nMA==\n"}) {
      Files.writeString(folder.resolve(file), text);
      assertProblem(place + ": " + words);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ca.pem    | CERTIFICATE | 6:16 | phones[0].tls-trust: ca.pem holds a certificate that cannot be read",
        "phone.key | PRIVATE KEY | 8:14 | phones[0].tls-key: phone.key holds no private key",
      })
  void shouldNotTakeWhatIsDamaged(String file, String kind, String place, String words)
      throws Exception {
    String damaged = "-----BEGIN " + kind + "-----\nMAAAAAAA\n-----END " + kind + "-----\n";
    Files.writeString(folder.resolve(file), damaged);
    assertProblem(place + ": " + words);
  }

  @Test
  void shouldNotTakeAKeyThatIsOfAnotherCertificate() throws Exception {
    put("phone.key", pairs.key("other"));
    assertProblem("8:14: phones[0].tls-key: phone.key does not belong to the certificate");
  }

  private void put(String name, Path from) throws IOException {
    Files.copy(from, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private Config load() throws IOException, ConfigException {
    return ConfigFile.load(folder.resolve("kald.yaml"), Map.of());
  }

  private void assertProblem(String beginning) {
    assertThatThrownBy(this::load)
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> {
              assertThat(e.problems()).hasSize(1);
              assertThat(e.problems().get(0).toString())
                  .startsWith(folder.resolve("kald.yaml") + ":" + beginning);
            });
  }
}
