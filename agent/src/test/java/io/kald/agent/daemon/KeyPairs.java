package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** Keys with self-signed certificates, as PEM files, made by the JDK's own tool. */
record KeyPairs(Path directory) {
  private static final String SECRET = "changeit";

  /** A certificate and its key, in files. */
  record Pair(Path certificate, Path key) {}

  Pair make(String name) throws Exception {
    Path store = directory.resolve(name + ".p12");
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process process =
        new ProcessBuilder(
                tool,
                "-genkeypair",
                "-alias",
                "pair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-storepass",
                SECRET,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, SECRET.toCharArray());
    }
    return new Pair(
        pem(name, "CERTIFICATE", keys.getCertificate("pair").getEncoded()),
        pem(name, "PRIVATE KEY", keys.getKey("pair", SECRET.toCharArray()).getEncoded()));
  }

  private Path pem(String name, String kind, byte[] bytes) throws Exception {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return Files.writeString(
        directory.resolve(name + " " + kind + ".pem"),
        "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n",
        StandardCharsets.US_ASCII);
  }
}
