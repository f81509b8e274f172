package io.kald.probe.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys and certificates by name, made by the JDK's own tool in a folder. The tool is a process of
 * its own; what it makes of the same store by the same words is made once and the same for all
 * tests.
 */
public record KeyPairs(Path folder) {
  /** Of the store and of every key in it. */
  public static final String SECRET = "changeit";

  private static final String EC = "EC";

  /** Stores by what they were before, and the words that made them of it. */
  private static final Map<List<Object>, byte[]> MADE = new ConcurrentHashMap<>();

  /** Signs itself, and may sign others; valid for 90 days. */
  public void authority(String name) {
    make(name, EC, "-ext", "bc:c", "-validity", "90");
  }

  /** Signs itself, and nothing else. */
  public void alone(String name) {
    alone(name, EC);
  }

  /**
   * Signs itself, and nothing else.
   *
   * @param algorithm of its key, such as {@code RSA}
   */
  public void alone(String name, String algorithm) {
    make(name, algorithm);
  }

  /** Signed by another one of these; valid for 20 days from {@code start}, as in {@code -40d}. */
  public void signed(String name, String by, String start) {
    make(name, EC, "-signer", by, "-startdate", start, "-validity", "20");
  }

  /** As {@link #signed}, and may sign others. */
  public void between(String name, String by, String start) {
    make(name, EC, "-signer", by, "-startdate", start, "-validity", "20", "-ext", "bc:c");
  }

  private void make(String name, String algorithm, String... more) {
    try {
      ByteBuffer before =
          ByteBuffer.wrap(Files.exists(file()) ? Files.readAllBytes(file()) : new byte[0]);
      List<Object> how = List.of(before, name, algorithm, List.of(more));
      byte[] known = MADE.get(how);
      if (known == null) {
        generate(name, algorithm, more);
        MADE.put(how, Files.readAllBytes(file()));
      } else {
        Files.write(file(), known);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void generate(String name, String algorithm, String... more) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(
        List.of("-genkeypair", "-alias", name, "-keyalg", algorithm, "-dname", "CN=" + name));
    command.addAll(List.of("-keystore", file().toString(), "-storetype", "PKCS12"));
    command.addAll(List.of("-storepass", SECRET));
    command.addAll(List.of(more));
    Commands.run(command);
  }

  public X509Certificate certificate(String name) throws Exception {
    return (X509Certificate) store().getCertificate(name);
  }

  public String sha256(String name) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate(name).getEncoded());
    return HexFormat.of().formatHex(digest);
  }

  /** A file with the certificate. */
  public Path pem(String name) throws Exception {
    return pem(name, "CERTIFICATE", certificate(name).getEncoded());
  }

  /** A file with its key, PKCS #8. */
  public Path key(String name) throws Exception {
    return pem(name, "PRIVATE KEY", store().getKey(name, SECRET.toCharArray()).getEncoded());
  }

  private Path pem(String name, String kind, byte[] bytes) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        folder.resolve(name + " " + kind + ".pem"),
        "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }

  /** All of them. */
  public KeyStore store() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file())) {
      keys.load(in, SECRET.toCharArray());
    }
    return keys;
  }

  private Path file() {
    return folder.resolve("all.p12");
  }
}
