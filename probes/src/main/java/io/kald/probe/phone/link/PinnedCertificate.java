package io.kald.probe.phone.link;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trusts one certificate by its SHA-256, whoever signed it and whenever it ends. */
final class PinnedCertificate extends X509ExtendedTrustManager {
  private final byte[] wanted;

  /** Colons, spaces and the case of the digits do not matter. */
  PinnedCertificate(String sha256) {
    String digits = sha256.replaceAll("[: ]", "").toLowerCase(Locale.ROOT);
    this.wanted = HexFormat.of().parseHex(digits);
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    byte[] shown = sha256(chain[0]);
    if (!MessageDigest.isEqual(shown, wanted)) {
      throw new OtherException(HexFormat.of().formatHex(shown));
    }
  }

  private static byte[] sha256(X509Certificate certificate) throws CertificateException {
    try {
      return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("a phone has no clients");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("a phone has no clients");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("a phone has no clients");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  /** The node shows another certificate; the message is for a reader. */
  static final class OtherException extends CertificateException {
    private static final long serialVersionUID = 1L;

    OtherException(String sha256) {
      super(
          "the node's certificate does not match the pinned fingerprint: its SHA-256 is " + sha256);
    }
  }
}
