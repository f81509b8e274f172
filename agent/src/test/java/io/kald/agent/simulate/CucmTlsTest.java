package io.kald.agent.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.probe.lab.Await;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cluster over TLS, with a certificate made for the test. */
@Tag("slow")
final class CucmTlsTest {
  private static final String PHONE = "SEP001122334455";
  private static final char[] PASSWORD = "changeit".toCharArray();

  private Path directory;
  private KeyStore keys;
  private CucmOptions options;

  @BeforeEach
  void makeCertificate(@TempDir Path temporary) throws Exception {
    directory = temporary;
    Path store = directory.resolve("store.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "cucm",
                "-keyalg",
                "EC",
                "-dname",
                "CN=cucm",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    made.getInputStream().transferTo(OutputStream.nullOutputStream());
    assertThat(made.waitFor()).isZero();
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Path certificate = pem("CERTIFICATE", keys.getCertificate("cucm").getEncoded());
    Path key = pem("PRIVATE KEY", keys.getKey("cucm", PASSWORD).getEncoded());
    options = CucmOptions.loopback(1).withTls(new CucmOptions.Tls(certificate, key));
  }

  private Path pem(String kind, byte[] bytes) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        directory.resolve(kind + ".pem"),
        "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n",
        StandardCharsets.US_ASCII);
  }

  private ScriptedPhone connect(CucmNode node) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("cucm", keys.getCertificate("cucm"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
    socket.connect(node.address());
    ScriptedPhone phone = new ScriptedPhone(socket);
    socket.startHandshake();
    return phone;
  }

  @Test
  void shouldSpeakSccpOverTls() throws Exception {
    try (Cucm cucm = Cucm.start(options);
        ScriptedPhone phone = connect(cucm.node("cucm1"))) {
      phone.register(PHONE);
      phone.send(KeepAlive.INSTANCE);
      phone.expect(KeepAliveAck.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"stop,fin", "kill,rst"})
  void shouldEndConnectionsAsWithoutTls(String fault, String end) throws Exception {
    try (Cucm cucm = Cucm.start(options);
        ScriptedPhone phone = connect(cucm.node("cucm1"))) {
      phone.register(PHONE);
      cucm.node("cucm1").fault(Fault.parse(fault));
      assertThat(phone.end()).isEqualTo(end);
    }
  }

  @Test
  void shouldNotTalkToAPhoneWithoutTls() throws Exception {
    try (Cucm cucm = Cucm.start(options);
        ScriptedPhone plain = ScriptedPhone.connect(cucm.node("cucm1"))) {
      plain.send(ScriptedPhone.register(PHONE, 17));
      assertThat(plain.waiting()).isLessThan(12);
      Await.until("closed", () -> cucm.state().node("cucm1").links() == 0);
      assertThat(cucm.state().devices()).isEmpty();
    }
  }

  @Test
  void shouldSayWhatIsWrongWithTheFiles() throws Exception {
    Path empty = Files.createFile(directory.resolve("empty"));
    CucmOptions wrong = options.withTls(new CucmOptions.Tls(empty, empty));
    assertThatThrownBy(() -> Cucm.start(wrong))
        .isInstanceOf(SimulationException.class)
        .hasMessageContaining("the certificate or its key cannot be read (expected: PEM");
  }
}
