package io.kald.probe.phone.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.probe.PhoneTls;
import io.kald.probe.lab.KeyPairs;
import io.kald.probe.phone.link.TlsFiles.Part;
import io.kald.probe.phone.link.TlsFiles.UnusableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in the files of a phone's TLS; the agent's configuration has the mistakes. */
class TlsFilesTest {
  private final Path folder;
  private final KeyPairs pairs;

  TlsFilesTest(@TempDir Path folder) {
    this.folder = folder;
    this.pairs = new KeyPairs(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519", "DSA"})
  @Tag("slow")
  void shouldFindKeyAndCertificateOfEveryAlgorithm(String algorithm) throws Exception {
    pairs.alone("one", algorithm);
    TlsFiles files = TlsFiles.read(own(pairs.pem("one"), pairs.key("one")));
    assertThat(files.chain()).containsExactly(pairs.certificate("one"));
    assertThat(Objects.requireNonNull(files.key()).getEncoded())
        .isEqualTo(pairs.store().getKey("one", KeyPairs.SECRET.toCharArray()).getEncoded());
    assertThat(files.trust()).isEmpty();
  }

  /** As {@code openssl x509 -text} writes them, the key beside. */
  @Test
  @Tag("slow")
  void shouldFindThemAmongOtherText() throws Exception {
    pairs.alone("one");
    pairs.alone("other");
    String text =
        "Certificate: -----\n"
            + Files.readString(pairs.pem("one"))
            + Files.readString(pairs.key("one"))
            + "and one that was called so once:\r\n"
            + Files.readString(pairs.pem("other"))
                .replace(" CERTIFICATE", " X509 CERTIFICATE")
                .replace("\n", "\r\n");
    Path all = Files.writeString(folder.resolve("all.pem"), text);
    TlsFiles files = TlsFiles.read(own(all, all));
    assertThat(files.chain()).containsExactly(pairs.certificate("one"), pairs.certificate("other"));
    assertThat(files.key()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
  @Tag("slow")
  void shouldSayWhichKindOfKeyIsWanted(String kind) throws Exception {
    pairs.alone("one");
    String block = "-----BEGIN " + kind + "-----\nMHcCAQEEIA==\n-----END " + kind + "-----\n";
    Path key = Files.writeString(folder.resolve("key.pem"), block);
    assertUnusable(own(pairs.pem("one"), key), Part.KEY, "holds no private key in PKCS #8");
  }

  @Test
  void shouldNotReadWhatCannotBeMeant() throws Exception {
    Path large = Files.write(folder.resolve("large"), new byte[(8 << 20) + 1]);
    PhoneTls tls = new PhoneTls(large, null, null, null);
    assertUnusable(tls, Part.TRUST, "is longer than 8 MiB");
  }

  private static PhoneTls own(Path certificate, Path key) {
    return new PhoneTls(null, "00".repeat(32), certificate, key);
  }

  private static void assertUnusable(PhoneTls tls, Part part, String why) {
    assertThatThrownBy(() -> TlsFiles.read(tls))
        .isInstanceOfSatisfying(
            UnusableException.class,
            e -> {
              assertThat(e.part()).isEqualTo(part);
              assertThat(e.why()).isEqualTo(why);
            });
  }
}
