package io.kald.probe.phone.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.PhoneTls;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.lab.KeyPairs;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes that want TLS. */
@TestInstance(Lifecycle.PER_CLASS)
@Tag("slow")
class PhoneTlsTest {
  private final Path folder;
  private final KeyPairs certificates;
  private final TlsNodes nodes;

  PhoneTlsTest(@TempDir Path folder) {
    this.folder = folder;
    this.certificates = new KeyPairs(folder);
    this.nodes = new TlsNodes(certificates);
  }

  /** Once, for a pair of keys takes a second or two. */
  @BeforeAll
  void make() throws Exception {
    certificates.authority("ca");
    certificates.authority("other");
    certificates.signed("node", "ca", "-1d");
    certificates.signed("expired", "ca", "-40d");
    certificates.signed("early", "ca", "+3d");
    certificates.between("old", "ca", "-40d");
    certificates.signed("below", "old", "-1d");
    certificates.alone("alone");
  }

  @Test
  void shouldTakeTheCertificateThatIsPinned() throws Exception {
    String digits = certificates.sha256("alone").toUpperCase(Locale.ROOT);
    try (ScriptedNode node = nodes.node("alone");
        PhoneLab lab = PhoneLab.withTls(pinned(digits.replaceAll("(..)(?!$)", "$1:")), node)) {
      lab.until("active n0 sccp-acked");
    }
  }

  @Test
  void shouldRefuseAnotherCertificateThanThePinnedOne() throws Exception {
    assertRefused(
        "alone",
        pinned("00".repeat(32)),
        "the node's certificate does not match the pinned fingerprint: its SHA-256 is "
            + certificates.sha256("alone"));
  }

  @ParameterizedTest
  @CsvSource({"alone, alone", "node, ca"})
  void shouldTrustWhatTheTrustFileHoldsAndWhatThatHasSigned(String name, String trusted)
      throws Exception {
    try (ScriptedNode node = nodes.node(name);
        PhoneLab lab = PhoneLab.withTls(trusting(trusted), node)) {
      lab.until("ALIVE");
    }
  }

  @Test
  void shouldSayWhenACertificateHasExpired() throws Exception {
    String when = written(certificates.certificate("expired").getNotAfter());
    assertRefused("expired", trusting("ca"), "the node's certificate expired on " + when);
  }

  @Test
  void shouldSayFromWhenOnACertificateIsValid() throws Exception {
    String when = written(certificates.certificate("early").getNotBefore());
    assertRefused("early", trusting("ca"), "the node's certificate is not valid until " + when);
  }

  @Test
  void shouldSayWhichAuthorityBetweenHasExpired() throws Exception {
    String when = written(certificates.certificate("old").getNotAfter());
    assertRefused(
        "below", trusting("ca"), "the certificate of the authority CN=old expired on " + when);
  }

  @ParameterizedTest
  @ValueSource(strings = {"node", "alone"})
  void shouldSayThatNobodyTrustedHasSigned(String name) throws Exception {
    assertRefused(
        name, trusting("other"), "the node's certificate is not signed by a trusted authority");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void shouldShowItsCertificateToANodeThatAsksForOne(String protocol) throws Exception {
    try (ScriptedNode node = nodes.asking("node", "ca", protocol);
        PhoneLab lab = PhoneLab.withTls(showing("ca", "node"), node)) {
      lab.until("active n0 sccp-acked");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void shouldSayThatTheNodeAsksForACertificateThePhoneDoesNotHave(String protocol)
      throws Exception {
    try (ScriptedNode node = nodes.asking("node", "ca", protocol)) {
      assertThat(refusal(node, trusting("ca")))
          .matches("the node .*(asks|may ask) for a client certificate, and the phone has none.*");
    }
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2, other", "TLSv1.3, other", "TLSv1.2, expired", "TLSv1.3, expired"})
  void shouldSayThatTheNodeDoesNotTakeThePhoneSCertificate(String protocol, String phone)
      throws Exception {
    try (ScriptedNode node = nodes.asking("node", "ca", protocol)) {
      assertThat(refusal(node, showing("ca", phone)))
          .matches("the node .*(does|may) not take the phone's certificate.*");
    }
  }

  @Test
  void shouldSayThatThereIsNoCipherInCommon() throws Exception {
    String rsa = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"; // the node's key is an elliptic one
    try (ScriptedNode node =
        nodes.node(
            "node",
            socket -> {
              socket.setEnabledProtocols(new String[] {"TLSv1.2"});
              socket.setEnabledCipherSuites(new String[] {rsa});
            })) {
      assertThat(refusal(node, trusting("ca")))
          .endsWith("or there is no cipher in common (alert handshake_failure)");
    }
  }

  @Test
  void shouldSayThatTheNodeClosedBeforeTlsWasThere() throws Exception {
    try (ScriptedNode node = new ScriptedNode();
        PhoneLab lab = PhoneLab.withTls(trusting("ca"), node)) {
      lab.until("failed n0 closed");
      assertThat(lab.first(PhoneFact.RegistrationFailed.class).detail())
          .isEqualTo("in the midst of the TLS handshake");
    }
  }

  @Test
  void shouldSayThatTheNodeDoesNotSpeakTls() throws Exception {
    try (ScriptedNode node = new ScriptedNode()) {
      node.speaksFirst = true;
      assertThat(refusal(node, trusting("ca"))).isEqualTo("the node does not answer in TLS");
    }
  }

  @Test
  void shouldCallAMissingFileAFaultOfThisMachine() throws Exception {
    PhoneTls tls = new PhoneTls(folder.resolve("none.pem"), null, null, null);
    try (ScriptedNode node = nodes.node("alone");
        PhoneLab lab = PhoneLab.withTls(tls, node)) {
      lab.until("not probed n0 fault");
      assertThat(lab.first(PhoneFact.OwnFault.class).detail()).contains("none.pem");
      assertThat(lab.told).doesNotContain("DOWN");
    }
  }

  private void assertRefused(String name, PhoneTls tls, String words) throws Exception {
    try (ScriptedNode node = nodes.node(name)) {
      assertThat(refusal(node, tls)).isEqualTo(words);
      assertThat(node.heard).isEmpty();
    }
  }

  private static String refusal(ScriptedNode node, PhoneTls tls) {
    try (PhoneLab lab = PhoneLab.withTls(tls, node)) {
      lab.until("DOWN");
      PhoneFact.RegistrationFailed fact = lab.first(PhoneFact.RegistrationFailed.class);
      assertThat(fact.word()).as(fact.detail()).isEqualTo("tls");
      return fact.detail();
    }
  }

  private static String written(Date date) {
    return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")
            .format(date.toInstant().atOffset(ZoneOffset.UTC))
        + " UTC";
  }

  private static PhoneTls pinned(@Nullable String pin) {
    return new PhoneTls(null, pin, null, null);
  }

  private PhoneTls trusting(String name) throws Exception {
    return new PhoneTls(certificates.pem(name), null, null, null);
  }

  private PhoneTls showing(String trusted, String own) throws Exception {
    return new PhoneTls(
        certificates.pem(trusted), null, certificates.pem(own), certificates.key(own));
  }
}
