package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.simulate.Cucm;
import io.kald.agent.simulate.CucmNode;
import io.kald.agent.simulate.CucmOptions;
import io.kald.agent.simulate.CucmOptions.Node;
import io.kald.agent.simulate.CucmOptions.Rules;
import io.kald.agent.simulate.Fault;
import io.kald.probe.lab.KeyPairs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon's phone over other paths than plain IPv4: with a certificate of its own, and IPv6. */
@Tag("slow")
class PhonePathsTest {
  private static final Rules QUICK = Rules.DEFAULT.keepAlive(1, 1);

  private final Path dir;
  private final KeyPairs keys;

  PhonePathsTest(@TempDir Path dir) {
    this.dir = dir;
    this.keys = new KeyPairs(dir);
  }

  @Test
  void shouldShowItsCertificateToANodeThatAsksForOne() throws Exception {
    Pair phone = make("phone");
    try (Cucm cucm = secured(phone);
        KaldProcess kald = KaldProcess.run(config(cucm, tls(phone)))) {
      kald.await("phone desk: registered with");
      kald.signal("TERM");
      assertThat(kald.exitCode()).isZero();
      assertThat(cucm.state().devices()).isEmpty();
    }
  }

  @Test
  void shouldSayThatTheNodeWantsACertificateItDoesNotHave() throws Exception {
    try (Cucm cucm = secured(make("phone"));
        KaldProcess kald = KaldProcess.run(config(cucm, tls(null)))) {
      kald.await(
          "phone desk: could not register with .*: tls \\(the node asks for a client certificate");
      assertThat(cucm.state().devices()).isEmpty();
    }
  }

  @Test
  void shouldSayThatTheNodeDoesNotTakeItsCertificate() throws Exception {
    Pair other = make("other");
    try (Cucm cucm = secured(make("phone"));
        KaldProcess kald = KaldProcess.run(config(cucm, tls(other)))) {
      kald.await(
          "phone desk: could not register with .*: tls \\(the node does not take the phone's"
              + " certificate");
      assertThat(cucm.state().devices()).isEmpty();
    }
  }

  @Test
  void shouldTakeRenewedFilesAtAReload() throws Exception {
    Pair phone = make("phone");
    Pair old = make("other");
    try (Cucm cucm = secured(phone);
        KaldProcess kald = KaldProcess.run(config(cucm, tls(old)))) {
      kald.await("phone desk: could not register with");
      Files.copy(phone.certificate(), old.certificate(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(phone.key(), old.key(), StandardCopyOption.REPLACE_EXISTING);
      kald.signal("HUP");
      kald.await("phone desk: registered with");
    }
  }

  @Test
  void shouldRegisterFailOverAndGoBackOverIpv6() throws Exception {
    List<Node> two = List.of(new Node("a", "::1", 0), new Node("b", "::1", 0));
    try (Cucm cucm = Cucm.start(CucmOptions.of(two).with(QUICK));
        KaldProcess kald = KaldProcess.run(config(cucm, ""))) {
      kald.await("phone desk: registered with \\[::1\\]");
      cucm.node("a").fault(Fault.STOP);
      kald.await("phone desk: left \\[::1\\]:\\d+, which closed the connection; registered with");
      cucm.node("a").fault(Fault.NONE);
      kald.await("phone desk: went back from");
    }
  }

  /** A phone that is registered holds on to what it has while its new files are of no use. */
  @Test
  void shouldNotBeDisturbedByRenewedFilesThatCannotBeUsed() throws Exception {
    Pair phone = make("phone");
    try (Cucm cucm = secured(phone);
        KaldProcess kald = KaldProcess.run(config(cucm, tls(phone)))) {
      kald.await("phone desk: registered with");
      Path trust = dir.resolve("node.pem");
      String half = Files.readString(trust).substring(0, 200);
      final byte[] whole = Files.readAllBytes(trust);
      Files.writeString(trust, half);
      kald.signal("HUP");
      kald.await(
          "kald.yaml:9:16: phones\\[0\\].tls-trust: node.pem holds no certificate \\(expected: ");
      kald.await("configuration not reloaded: problems=1 running=unchanged");
      Files.write(trust, whole);
      kald.signal("HUP");
      kald.await("configuration reloaded: added=0 changed=0 removed=0 unchanged=1 services=");
      assertThat(cucm.state().devices()).hasSize(1);
    }
  }

  /** Makes a pair of keys, in files. */
  private Pair make(String name) throws Exception {
    keys.alone(name);
    return new Pair(keys.pem(name), keys.key(name));
  }

  private record Pair(Path certificate, Path key) {}

  private Cucm secured(Pair phone) throws Exception {
    Pair node = make("node");
    Files.copy(node.certificate(), dir.resolve("node.pem"), StandardCopyOption.REPLACE_EXISTING);
    return Cucm.start(
        CucmOptions.loopback(1)
            .with(QUICK)
            .withTls(new CucmOptions.Tls(node.certificate(), node.key(), phone.certificate())));
  }

  private static String tls(@Nullable Pair own) {
    String shown =
        own == null
            ? ""
            : "    tls-certificate: '"
                + own.certificate()
                + "'\n    tls-key: '"
                + own.key()
                + "'\n";
    return "    tls: true\n    tls-trust: node.pem\n" + shown;
  }

  private Path config(Cucm cucm, String more) throws Exception {
    List<String> nodes = cucm.nodes().stream().map(PhonePathsTest::written).toList();
    return Files.writeString(
        dir.resolve("kald.yaml"),
        "web: {listen: '127.0.0.1:0'}\nphones:\n  - name: desk\n    device: SEP00112233AABB\n"
            + ("    nodes: " + nodes + "\n    connection-monitor-duration: 2s\n")
            + ("    least-keepalive: 1s\n" + more));
  }

  private static String written(CucmNode node) {
    String host = node.address().getAddress().getHostAddress();
    int port = node.address().getPort();
    return host.indexOf(':') < 0 ? host + ":" + port : "'[::1]:" + port + "'";
  }
}
