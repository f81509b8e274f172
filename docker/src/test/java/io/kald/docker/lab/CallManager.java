package io.kald.docker.lab;

import java.util.ArrayList;
import java.util.List;

/** A simulated call manager on a host of its own, with a switch for its faults. */
final class CallManager {
  /** Between KeepAlives of a phone, in seconds. */
  static final int KEEPALIVE = 2;

  private static final int PORT = 2000;
  private static final int TLS_PORT = 2443;
  private static final String CONTROL = "127.0.0.1:9943";

  // deps
  private final Host host;
  private final int port;
  private List<String> words;

  // state
  private Running process;

  private CallManager(Host host, int port, List<String> words) {
    this.host = host;
    this.port = port;
    this.words = words;
    this.process = launch();
  }

  /**
   * Starts one, and waits until it listens.
   *
   * @param more options of {@code kald simulate cucm}
   */
  static CallManager start(Host host, String... more) {
    return new CallManager(host, PORT, words(host, PORT, more));
  }

  /** One that speaks TLS on the port for that, with PEM files of its host's directory. */
  static CallManager startSecure(Host host, String certificate, String key) {
    String[] tls = {"--tls-cert", certificate, "--tls-key", key};
    return new CallManager(host, TLS_PORT, words(host, TLS_PORT, tls));
  }

  private static List<String> words(Host host, int port, String... more) {
    List<String> words = new ArrayList<>(host.kald());
    words.addAll(List.of("simulate", "cucm", "--node", "cucm=" + host.address() + ":" + port));
    words.addAll(List.of("--keepalive", KEEPALIVE + "s"));
    words.addAll(List.of("--secondary-keepalive", KEEPALIVE + "s"));
    words.addAll(List.of("--control", CONTROL));
    words.addAll(List.of(more));
    return words;
  }

  private Running launch() {
    Running started = host.start("cucm", words.toArray(String[]::new));
    host.awaitPort(port);
    return started;
  }

  /** Where it is. */
  Host host() {
    return host;
  }

  /** Switches a fault, as {@code kald simulate fault} names it; in force when this returns. */
  void fault(String word) {
    host.run("curl", "-sf", "-X", "POST", "-d", word, "http://" + CONTROL + "/nodes/cucm/fault");
  }

  /** Kills its process. */
  void kill() {
    process.end("KILL");
  }

  /** Starts it again with the same words. */
  void again() {
    process = launch();
  }

  /** Starts it again with another certificate. */
  void again(String certificate, String key) {
    words = words(host, port, "--tls-cert", certificate, "--tls-key", key);
    process = launch();
  }
}
