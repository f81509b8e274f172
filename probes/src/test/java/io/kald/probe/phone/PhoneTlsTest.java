package io.kald.probe.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.PhoneTls;
import io.kald.probe.event.PhoneFact;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that want TLS. */
class PhoneTlsTest {
  private static final char[] SECRET = "changeit".toCharArray();

  private final Path folder;

  PhoneTlsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void shouldTakeTheCertificateThatIsPinned() throws Exception {
    Certificate certificate = certificate();
    try (ScriptedNode node = node();
        PhoneLab lab = PhoneLab.withTls(pinned(pin(certificate)), node)) {
      lab.until("active n0 sccp-acked");
    }
  }

  @Test
  void shouldRefuseAnotherCertificateThanThePinnedOne() throws Exception {
    certificate();
    try (ScriptedNode node = node();
        PhoneLab lab = PhoneLab.withTls(pinned("00".repeat(32)), node)) {
      lab.until("DOWN");
      PhoneFact.RegistrationFailed fact = lab.first(PhoneFact.RegistrationFailed.class);
      assertThat(fact.word()).isEqualTo("tls");
      assertThat(fact.detail()).contains("another certificate than the pinned one");
      assertThat(node.heard).isEmpty();
    }
  }

  @Test
  void shouldTrustWhoeverTheTrustFileTrusts() throws Exception {
    Path pem = pem(certificate());
    try (ScriptedNode node = node();
        PhoneLab lab = PhoneLab.withTls(new PhoneTls(pem, null, null, null), node)) {
      lab.until("ALIVE");
    }
  }

  @Test
  void shouldCallAMissingFileAFaultOfThisMachine() throws Exception {
    certificate();
    PhoneTls tls = new PhoneTls(folder.resolve("none.pem"), null, null, null);
    try (ScriptedNode node = node();
        PhoneLab lab = PhoneLab.withTls(tls, node)) {
      lab.until("failed n0 fault");
      assertThat(lab.first(PhoneFact.RegistrationFailed.class).detail()).contains("none.pem");
      assertThat(lab.told).doesNotContain("DOWN");
    }
  }

  private static PhoneTls pinned(@Nullable String pin) {
    return new PhoneTls(null, pin, null, null);
  }

  private static String pin(Certificate certificate) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
  }

  private Path pem(Certificate certificate) throws Exception {
    String body = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
    String text = "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
    return Files.writeString(folder.resolve("trust.pem"), text, StandardCharsets.US_ASCII);
  }

  /** Made by the JDK's own tool, in the store that {@link #node} uses. */
  private Certificate certificate() throws Exception {
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    Process process =
        new ProcessBuilder(
                tool.toString(),
                "-genkeypair",
                "-alias",
                "node",
                "-keyalg",
                "EC",
                "-dname",
                "CN=some other name",
                "-keystore",
                store().toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(SECRET))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return keys().getCertificate("node");
  }

  private Path store() {
    return folder.resolve("node.p12");
  }

  private KeyStore keys() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store())) {
      keys.load(in, SECRET);
    }
    return keys;
  }

  private ScriptedNode node() throws Exception {
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys(), SECRET);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return new ScriptedNode(context.getServerSocketFactory(), "127.0.0.1");
  }
}
