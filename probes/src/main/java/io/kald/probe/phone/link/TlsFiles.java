package io.kald.probe.phone.link;

import io.kald.probe.PhoneTls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is in the files of a phone's TLS.
 *
 * @param trust whose signatures are good; empty: no such file
 * @param chain the phone's own certificate and those above it; empty: none is shown
 * @param key of the first of {@code chain}, or null: none
 */
public record TlsFiles(
    List<X509Certificate> trust, List<X509Certificate> chain, @Nullable PrivateKey key) {
  /** More than any of them can want; the certificates a whole system trusts are a quarter MiB. */
  private static final int MOST_BYTES = 8 << 20;

  /** What stands around the blocks is for readers. */
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "DSA");

  /** Signed and verified; EdDSA of Java does not verify what it made of nothing. */
  private static final byte SAMPLE = 1;

  /** Takes copies of the lists. */
  public TlsFiles {
    trust = List.copyOf(trust);
    chain = List.copyOf(chain);
  }

  /** One of the files. */
  public enum Part {
    /** {@link PhoneTls#trust}. */
    TRUST,
    /** {@link PhoneTls#certificate}. */
    CERTIFICATE,
    /** {@link PhoneTls#key}. */
    KEY
  }

  /** A file is of no use; the message goes on after its name, as in {@code holds no key}. */
  public static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Part part;

    UnusableException(Part part, String why) {
      super(why);
      this.part = part;
    }

    /** Which one. */
    public Part part() {
      return part;
    }

    /** What is the matter with it. */
    public String why() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Reads them, which blocks.
   *
   * @throws UnusableException when one of them is not what it must be
   */
  public static TlsFiles read(PhoneTls tls) throws UnusableException {
    List<X509Certificate> trust = certificates(tls.trust(), Part.TRUST);
    List<X509Certificate> chain = certificates(tls.certificate(), Part.CERTIFICATE);
    Path file = tls.key();
    PrivateKey key = file == null || chain.isEmpty() ? null : key(file);
    if (key != null && !belongs(key, chain.get(0).getPublicKey())) {
      throw new UnusableException(Part.KEY, "does not belong to the certificate");
    }
    return new TlsFiles(trust, chain, key);
  }

  private static List<X509Certificate> certificates(@Nullable Path file, Part part)
      throws UnusableException {
    if (file == null) {
      return List.of();
    }
    List<X509Certificate> found = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (byte[] block : blocks(text(file, part), "CERTIFICATE")) {
        ByteArrayInputStream in = new ByteArrayInputStream(block);
        found.add((X509Certificate) factory.generateCertificate(in));
      }
    } catch (CertificateException | IllegalArgumentException e) {
      throw new UnusableException(
          part, "holds a certificate that cannot be read: " + e.getMessage());
    }
    if (found.isEmpty()) {
      throw new UnusableException(part, "holds no certificate");
    }
    return found;
  }

  private static PrivateKey key(Path file) throws UnusableException {
    try {
      for (byte[] block : blocks(text(file, Part.KEY), "PRIVATE KEY")) {
        for (String algorithm : ALGORITHMS) {
          PrivateKey key = key(block, algorithm);
          if (key != null) {
            return key;
          }
        }
      }
    } catch (IllegalArgumentException e) {
      throw new UnusableException(Part.KEY, "holds a key that cannot be read: " + e.getMessage());
    }
    throw new UnusableException(Part.KEY, "holds no private key in PKCS #8");
  }

  private static @Nullable PrivateKey key(byte[] block, String algorithm) {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block));
    } catch (InvalidKeySpecException e) {
      return null; // Of another algorithm.
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private static boolean belongs(PrivateKey own, PublicKey shown) {
    String algorithm =
        switch (own.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "DSA" -> "SHA256withDSA";
          default -> own.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(own);
      signature.update(SAMPLE);
      final byte[] signed = signature.sign();
      signature.initVerify(shown);
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // Of another algorithm, or of another curve.
    }
  }

  private static List<byte[]> blocks(String text, String kind) {
    List<byte[]> all = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (block.group(1).endsWith(kind)) { // as in X509 CERTIFICATE
        all.add(Base64.getMimeDecoder().decode(block.group(2)));
      }
    }
    return all;
  }

  private static String text(Path file, Part part) throws UnusableException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new UnusableException(part, "is longer than " + (MOST_BYTES >> 20) + " MiB");
      }
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UnusableException(part, "cannot be read: " + e.getMessage());
    }
  }
}
