package io.kald.probe.phone.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.PKIXReason;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What TLS is told to have come to; {@link PhoneTlsTest} has the common cases from real nodes. */
class TlsTroublesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unknown_ca           | true  | the node does not take the phone's certificate: it does not trust who signed it",
        "certificate_expired  | true  | the node does not take the phone's certificate: it has expired",
        "certificate_revoked  | true  | the node does not take the phone's certificate: it was revoked",
        "bad_certificate      | true  | the node does not take the phone's certificate",
        "bad_certificate      | false | the node asks for a client certificate, and the phone has none",
        "certificate_required | false | the node asks for a client certificate, and the phone has none",
        "handshake_failure    | true  | the node broke the handshake off: it may not take the phone's certificate, or there is no cipher in common",
        "handshake_failure    | false | the node broke the handshake off: it may ask for a client certificate, and the phone has none, or there is no cipher in common",
        "protocol_version     | false | the node and kald have no version of TLS in common",
        "insufficient_security| false | the node asks for stronger ciphers",
        "internal_error       | false | the node broke TLS off",
      })
  void shouldSayWhatAnAlertMeans(String alert, boolean certified, String words) {
    String text = "Received fatal alert: " + alert;
    String all = words + " (alert " + alert + ")";
    assertThat(TlsTroubles.words(new SSLException(text), certified)).isEqualTo(all);
    SSLException later = new SSLException("(" + alert + ") " + text);
    assertThat(TlsTroubles.words(later, certified)).as("of a later JDK").isEqualTo(all);
  }

  @Test
  void shouldSayWhoseSignatureIsWrong() {
    assertThat(words(invalid(BasicReason.INVALID_SIGNATURE)))
        .isEqualTo("the node's certificate is not signed by the authority it names");
    assertThat(words(invalid(PKIXReason.NO_TRUST_ANCHOR)))
        .isEqualTo("the node's certificate is not signed by a trusted authority");
  }

  @Test
  void shouldKeepWhatJavaSaysWhereItSaysMore() {
    assertThat(words(invalid(BasicReason.ALGORITHM_CONSTRAINED)))
        .isEqualTo(
            "the node's certificate has a key or a signature that Java holds for too weak: java");
    assertThat(words(invalid(PKIXReason.PATH_TOO_LONG)))
        .isEqualTo("the node's certificate is no good: java");
    SSLException usage = new SSLException("java", new CertificateException("usage"));
    assertThat(TlsTroubles.words(usage, false))
        .isEqualTo("the node's certificate is no good: usage");
    assertThat(TlsTroubles.words(new SSLException("bad mac"), false))
        .isEqualTo("TLS failed: bad mac");
  }

  /** Without a certificate at hand there is no date to tell. */
  @ParameterizedTest
  @ValueSource(strings = {"EXPIRED", "NOT_YET_VALID"})
  void shouldNotMindThatTheCertificateIsNotTold(BasicReason reason) {
    assertThat(words(invalid(reason))).isEqualTo("the node's certificate is no good: java");
  }

  private static CertPathValidatorException invalid(CertPathValidatorException.Reason reason) {
    return new CertPathValidatorException("java", null, null, -1, reason);
  }

  private static String words(CertPathValidatorException cause) {
    SSLHandshakeException fault = new SSLHandshakeException("PKIX path validation failed: java");
    fault.initCause(new CertificateException("PKIX path validation failed: java", cause));
    return TlsTroubles.words(fault, false);
  }
}
