package io.kald.docker.lab;

import io.kald.agent.store.JournalEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/** 24: a call manager comes back with a certificate that must not be trusted. */
final class CertificateRefused implements Scenario {
  private static final Duration SEARCH = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final boolean expired;

  CertificateRefused(boolean expired) {
    this.expired = expired;
  }

  @Override
  public Row row() {
    String what = expired ? "has expired" : "somebody else has signed";
    return new Row(
        expired ? "24a" : "24b",
        "a call manager is started again with a certificate that "
            + what
            + "; then with a good one",
        "DYING, DOWN; `sccp-registration-failed` that says what is wrong with the certificate; ALIVE with the"
            + " good one",
        "at once; reported and ALIVE when the node is tried again: at most twice the time since the first"
            + " failure and 2 s, 60 s at most",
        "peer: a plain server beside; what is inside TLS no capture shows");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Peers.nginx(peer, 8080);
    stage.tcp("web", peer, 8080);
    Host node = stage.helper("cucm");
    certificates(node);
    CallManager manager = CallManager.startSecure(node, "good.pem", "good.key");
    stage.home().write("ca.pem", read(node, "ca.pem"));
    stage.phone("phone", List.of(node.address()), "tls: true", "tls-trust: ca.pem");
    stage.begin();
    stage.awaitProbes("phone", 1);
    Fault killed = stage.fault(manager::kill);
    Window soon = new Window(Duration.ZERO, SEARCH);
    stage.expect("phone", "dying", "CM-(closed|reset)-TCP at .*", killed, soon);
    stage.expect("phone", "down", ".*", killed, soon);
    String bad = expired ? "expired" : "wrong";
    Fault back = stage.fault(() -> manager.again(bad + ".pem", bad + ".key"));
    JournalEntry failed = refusal(stage);
    Duration away = Duration.between(killed.before(), back.after());
    stage.measure("refused", failed, back, again(away));
    manager.kill();
    Fault good = stage.fault(() -> manager.again("good.pem", "good.key"));
    Duration apart = Duration.between(killed.before(), good.after());
    stage.expect("phone", "alive", "registered with .*", good, again(apart));
    stage.finish();
  }

  /** Tried again, and connected with. */
  private static Window again(Duration away) {
    return new Window(Duration.ZERO, PhoneTiming.triedAgain(away).plus(SEARCH));
  }

  private JournalEntry refusal(Stage stage) {
    String why = expired ? "expired on" : "not signed by a trusted authority";
    return stage
        .kald()
        .journal()
        .await(
            "what is wrong with the certificate",
            LONG,
            e ->
                e.event().equals("sccp-registration-failed")
                    && e.text("result").equals("tls")
                    && e.text("detail").contains(why));
  }

  /** An authority that kald trusts, another one, and what they have signed. */
  private static void certificates(Host host) {
    host.shell(
        """
        set -e
        authority() {
          openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
            -keyout $1.key -out $1.pem -subj /CN=$1 2>&1
        }
        node() {
          name=$1 by=$2; shift 2
          openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
            -keyout $name.key -out $name.csr -subj /CN=cucm 2>&1
          "$@" openssl x509 -req -in $name.csr -CA $by.pem -CAkey $by.key -CAcreateserial -days 20 \
            -out $name.pem 2>&1
        }
        authority ca
        authority other
        node good ca env
        node expired ca faketime -f -40d
        node wrong other env
        """);
  }

  private static String read(Host host, String file) {
    try {
      return Files.readString(host.dir().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
