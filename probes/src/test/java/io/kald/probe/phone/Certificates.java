package io.kald.probe.phone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Keys and certificates, made by the JDK's own tool, and nodes that show them. */
record Certificates(Path folder) {
  private static final String SECRET = "changeit";

  /** Signs itself, and may sign others; valid for 90 days. */
  void authority(String name) throws Exception {
    make(name, "-ext", "bc:c", "-validity", "90");
  }

  /** Signs itself, and nothing else. */
  void alone(String name) throws Exception {
    make(name);
  }

  /** Signed by another one of these; valid for 20 days from {@code start}, as in {@code -40d}. */
  void signed(String name, String by, String start) throws Exception {
    make(name, "-signer", by, "-startdate", start, "-validity", "20");
  }

  /** As {@link #signed}, and may sign others. */
  void between(String name, String by, String start) throws Exception {
    make(name, "-signer", by, "-startdate", start, "-validity", "20", "-ext", "bc:c");
  }

  private void make(String name, String... more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name));
    command.addAll(List.of("-keystore", store().toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", SECRET));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }

  X509Certificate certificate(String name) throws Exception {
    return (X509Certificate) keys().getCertificate(name);
  }

  String sha256(String name) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate(name).getEncoded());
    return HexFormat.of().formatHex(digest);
  }

  /** A file with the certificate. */
  Path pem(String name) throws Exception {
    return pem(name, "CERTIFICATE", certificate(name).getEncoded());
  }

  /** A file with its key. */
  Path key(String name) throws Exception {
    return pem(name, "PRIVATE KEY", keys().getKey(name, SECRET.toCharArray()).getEncoded());
  }

  private Path pem(String name, String kind, byte[] bytes) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        folder.resolve(name + " " + kind + ".pem"),
        "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }

  /** A node that shows a certificate. */
  ScriptedNode node(String name) throws Exception {
    return node(name, socket -> {});
  }

  /** A node that is set up in another way. */
  ScriptedNode node(String name, Settings settings) throws Exception {
    return node(new Secured(context(name, null), settings));
  }

  /**
   * A node that asks its phones for a certificate that one of these has signed.
   *
   * @param protocol the version of TLS it speaks
   */
  ScriptedNode asking(String name, String by, String protocol) throws Exception {
    return node(
        new Secured(
            context(name, by),
            socket -> {
              socket.setNeedClientAuth(true);
              socket.setEnabledProtocols(new String[] {protocol});
            }));
  }

  private static ScriptedNode node(ServerSocketFactory factory) {
    return new ScriptedNode(factory, "127.0.0.1");
  }

  private SSLContext context(String name, @Nullable String trusted) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    KeyStore own = empty();
    char[] secret = SECRET.toCharArray();
    KeyStore all = keys();
    own.setKeyEntry(name, all.getKey(name, secret), secret, all.getCertificateChain(name));
    managers.init(own, secret);
    context.init(managers.getKeyManagers(), trusted == null ? null : trust(trusted), null);
    return context;
  }

  private TrustManager[] trust(String name) throws Exception {
    KeyStore anchors = empty();
    anchors.setCertificateEntry(name, certificate(name));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(anchors);
    return factory.getTrustManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private KeyStore keys() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store())) {
      keys.load(in, SECRET.toCharArray());
    }
    return keys;
  }

  private Path store() {
    return folder.resolve("all.p12");
  }

  /** How a node's TLS is set. */
  @FunctionalInterface
  interface Settings {
    void set(SSLServerSocket socket);
  }

  private static final class Secured extends ServerSocketFactory {
    private final SSLContext context;
    private final Settings settings;

    Secured(SSLContext context, Settings settings) {
      this.context = context;
      this.settings = settings;
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
        throws IOException {
      SSLServerSocket socket =
          (SSLServerSocket)
              context.getServerSocketFactory().createServerSocket(port, backlog, address);
      settings.set(socket);
      return socket;
    }

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return createServerSocket(port, 0, InetAddress.getLoopbackAddress());
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog) throws IOException {
      return createServerSocket(port, backlog, InetAddress.getLoopbackAddress());
    }
  }
}
