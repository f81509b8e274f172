package io.kald.docker.lab;

import io.kald.probe.lab.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** kald on a host, as its users run it. */
final class Kald {
  private static final String ADMIN = "127.0.0.1:9942";

  // deps
  private final Host host;
  private final Journal journal;
  private final List<String> before;

  // state
  private Running process;

  private Kald(Host host, List<String> before, Running process) {
    this.host = host;
    this.before = before;
    this.process = process;
    this.journal = new Journal(host.dir().resolve("journal"));
  }

  /**
   * Starts it and waits until it says that it is ready.
   *
   * @param before words before its own, such as {@code faketime}
   * @param config services and whatever else, without the sections web and journal
   */
  static Kald start(Host host, List<String> before, String config) {
    configure(host, config);
    return new Kald(host, before, launch(host, before));
  }

  private static void configure(Host host, String config) {
    host.write(
        "kald.yaml", "web: {listen: '" + ADMIN + "'}\njournal: {directory: journal}\n" + config);
  }

  private static Running launch(Host host, List<String> before) {
    List<String> words = new ArrayList<>(before);
    words.addAll(host.kald());
    words.addAll(List.of("run", "--config.file", host.dir().resolve("kald.yaml").toString()));
    Running process = host.start("kald", words.toArray(String[]::new));
    process.await("msg=\"ready:");
    return process;
  }

  /** Starts it again after its end. Its log goes on in the same file. */
  void again() {
    int known = process.log().length();
    List<String> words = new ArrayList<>(before);
    words.addAll(host.kald());
    words.addAll(List.of("run", "--config.file", host.dir().resolve("kald.yaml").toString()));
    process = host.start("kald", words.toArray(String[]::new));
    Await.value(
        "kald is ready again",
        () -> process.log().substring(known),
        log -> log.contains("msg=\"ready:"));
  }

  /** Writes another configuration, which a reload will find. */
  void reconfigure(String config) {
    configure(host, config);
  }

  /** Its process. */
  Running process() {
    return process;
  }

  /** Where it runs. */
  Host host() {
    return host;
  }

  /** What it writes. */
  Journal journal() {
    return journal;
  }

  /** Its metrics now. */
  Scrape scrape() {
    return Scrape.parse(host.run("curl", "-sf", "http://" + ADMIN + "/metrics"));
  }

  /** Asks it to end and waits for the journal's last line. */
  void stop() {
    process.signal("TERM");
    process.awaitEnd();
    journal.await("the journal's last line", Duration.ofSeconds(5), e -> e.event().equals("stop"));
  }
}
