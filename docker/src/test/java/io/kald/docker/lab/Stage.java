package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import io.kald.docker.lab.Timing.How;
import io.kald.probe.lab.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where one scenario plays: a host {@code kald} with kald on it, a host {@code other} whose well
 * server is watched beside what the scenario is about, and whatever hosts it asks for.
 */
final class Stage implements AutoCloseable {
  private static final int WEB = 80;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  // deps
  private final Lab lab;
  private final Timing timing;

  // state
  private final Host home;
  private final String besideAddress;
  private final Map<Host, Host> captured = new LinkedHashMap<>();
  private final List<Capture> captures = new ArrayList<>();
  private final List<Closing.Unseen> unseen = new ArrayList<>();
  private final List<String> services = new ArrayList<>();
  private final List<String> phones = new ArrayList<>();
  private final List<String> sections = new ArrayList<>();
  private final List<String> words = new ArrayList<>();
  private final Map<String, List<String>> told = new HashMap<>();
  private final List<Measured> measured = new ArrayList<>();
  private @Nullable Kald kald;

  Stage(Lab lab, Timing timing) {
    this.lab = lab;
    this.timing = timing;
    this.home = lab.host("kald");
    Host other = lab.host("other");
    this.besideAddress = other.address();
    Peers.nginx(other, WEB);
    tcp("beside", other, WEB);
    icmp("beside-echo", other);
  }

  // --- before it begins ---

  /** A host of its own, whose packets are captured at itself. */
  Host peer(String name) {
    Host peer = lab.host(name);
    captured.put(peer, peer);
    return peer;
  }

  /** A host that is only on the way, or helps. */
  Host helper(String name) {
    return lab.host(name);
  }

  /**
   * Puts a router between kald and a peer, for both ways.
   *
   * @param name of the router, a host of its own
   */
  Host path(String name, Host peer) {
    Host router = lab.host(name);
    home.run("ip", "route", "add", peer.address() + "/32", "via", router.address());
    peer.run("ip", "route", "add", home.address() + "/32", "via", router.address());
    return router;
  }

  /** Captures the packets of a peer where kald is: the fault lies between the two. */
  void captureAtKald(Host peer) {
    captured.put(peer, home);
  }

  /** The host kald runs on. */
  Host home() {
    return home;
  }

  /** The rule of all services. */
  Timing timing() {
    return timing;
  }

  /** Watches a TCP port; {@code more} are keys of a service. */
  void tcp(String name, Host at, int port, String... more) {
    service(name, at.address(), "type: tcp, port: " + port, more);
  }

  /** Watches a host by echoes. */
  void icmp(String name, Host at, String... more) {
    service(name, at.address(), "type: icmp", more);
  }

  /** Watches whatever a name or address stands for. */
  void service(String name, String host, String kind, String... more) {
    String keys = more.length == 0 ? "" : ", " + String.join(", ", more);
    services.add("  - {name: %s, host: %s, %s%s}".formatted(name, host, kind, keys));
    told.put(name, new ArrayList<>(List.of("unknown->alive")));
  }

  /**
   * Watches call managers as a phone does.
   *
   * @param nodes as a phone is configured with them, the best one first
   * @param more keys of a phone
   */
  void phone(String name, List<String> nodes, String... more) {
    String device = "SEP%012X".formatted(phones.size() + 1);
    String group = "'" + String.join("', '", nodes) + "'";
    String keys = more.length == 0 ? "" : ", " + String.join(", ", more);
    phones.add("  - {name: %s, device: %s, nodes: [%s]%s}".formatted(name, device, group, keys));
    told.put(name, new ArrayList<>(List.of("unknown->alive")));
  }

  /** One of very many services, whose transitions the scenario looks at itself. */
  void oneOfMany(String name, Host at, int port, String... more) {
    String keys = more.length == 0 ? "" : ", " + String.join(", ", more);
    services.add(
        "  - {name: %s, host: %s, type: tcp, port: %d%s}"
            .formatted(name, at.address(), port, keys));
  }

  /** The same by echoes. */
  void oneOfManyEchoes(String name, Host at) {
    services.add("  - {name: %s, host: %s, type: icmp}".formatted(name, at.address()));
  }

  /** A service of which nothing will ever be known. */
  void unanswered(String name, String host, int port) {
    services.add("  - {name: %s, host: %s, type: tcp, port: %d}".formatted(name, host, port));
  }

  /** The same on whatever address and with these keys. */
  void oneOfMany(String name, String host, String keys) {
    services.add("  - {name: %s, host: %s, %s}".formatted(name, host, keys));
  }

  /** The address of the host with a well server. */
  String besideAddress() {
    return besideAddress;
  }

  /** Takes a service out of what {@link #config} says. */
  void leaveOut(String name) {
    services.removeIf(line -> line.contains("{name: " + name + ","));
  }

  /** Adds whole sections to the configuration, such as {@code phones}. */
  void section(String yaml) {
    sections.add(yaml);
  }

  /** Puts words before the command that starts kald. */
  void startWith(String... before) {
    words.addAll(List.of(before));
  }

  /** The configuration, without the sections that {@link Kald} adds. */
  String config() {
    String fleet = phones.isEmpty() ? "" : "phones:\n" + String.join("\n", phones) + "\n";
    return "defaults: {%s}\nservices:\n%s\n%s%s"
        .formatted(timing.yaml(), String.join("\n", services), fleet, String.join("\n", sections));
  }

  /** Starts captures and kald, and waits until every service is ALIVE. */
  void begin() {
    captured.forEach((peer, at) -> captures.add(Capture.begin(at, at == peer ? home : peer, peer)));
    kald = Kald.start(home, words, config());
    told.keySet().forEach(this::awaitAlive);
  }

  private void awaitAlive(String service) {
    Await.value(
        service + " is alive",
        () -> kald().journal().transitions(service),
        seen -> !seen.isEmpty() && seen.get(0).text("to").equals("alive"));
  }

  // --- while it goes on ---

  /** kald, once it was started. */
  Kald kald() {
    if (kald == null) {
      throw new IllegalStateException("not begun");
    }
    return kald;
  }

  /** Does something to the lab, and notes when. */
  Fault fault(Runnable deed) {
    return Fault.make(deed);
  }

  /** DYING and then DOWN, each in its time. */
  void goesDown(String service, How how, String reason, Fault since) {
    int last = timing.maxFailure();
    expect(service, "dying", "1 failure: (" + reason + ")", since, timing.dying(how));
    expect(service, "down", last + " failures: (" + reason + ")", since, timing.down(how));
  }

  /** ALIVE again in its time, with {@code how} of the failures before. */
  void comesBack(String service, How how, Fault since) {
    expect(service, "alive", "answered", since, timing.back(how));
  }

  /**
   * Waits for a service's next transition and holds it against what it must be.
   *
   * @param to the state
   * @param reason a regular expression
   */
  JournalEntry expect(String service, String to, String reason, Fault since, Window window) {
    List<String> before = told.getOrDefault(service, List.of());
    int index = before.size();
    List<JournalEntry> all =
        Await.value(
            service + " becomes " + to,
            window.most().plus(PATIENCE),
            () -> kald().journal().transitions(service),
            seen -> seen.size() > index);
    JournalEntry next = all.get(index);
    String transition = next.text("from") + "->" + next.text("to");
    assertThat(next.text("to")).as("%s: %s: %s", service, transition, all).isEqualTo(to);
    assertThat(next.text("reason")).as("%s: %s", service, transition).matches(reason);
    before.add(transition);
    measure(service + " " + to, next, since, window);
    return next;
  }

  /** Holds the time of an entry against its window and notes it for the table. */
  void measure(String what, JournalEntry entry, Fault since, Window window) {
    Measured one =
        new Measured(what, Duration.ofNanos(entry.atNanos() - since.fromNanos()), window);
    Window wide =
        new Window(window.least(), window.most().plusNanos(since.toNanos() - since.fromNanos()));
    measured.add(one);
    assertThat(wide.holds(one.took())).as(one.toString()).isTrue();
  }

  /** Waits until so many more probes of a service have a line. */
  void awaitProbes(String service, int more) {
    long known = probes(service);
    Await.value(
        more + " probes of " + service, () -> probes(service), seen -> seen >= known + more);
  }

  /** How many probes of a service the journal tells of. */
  long probes(String service) {
    return kald().journal().entries("probe").stream()
        .filter(entry -> entry.text("keepalive").equals(service))
        .count();
  }

  /** Between these two a peer's probes may not have been on the wire where it is captured. */
  void unseen(Host peer, Fault from, Fault to) {
    unseen.add(new Closing.Unseen(peer, from, to));
  }

  /** Ends the captures now: what follows is not laid against packets. */
  void endCaptures() {
    captures.forEach(Capture::end);
  }

  /** What was measured, for the table. */
  List<Measured> measured() {
    return measured;
  }

  /** Ends kald and the captures, and holds what must be true of every scenario. */
  void finish() {
    told.keySet().stream()
        .filter(name -> !name.contains("/"))
        .forEach(name -> awaitProbes(name, 1));
    new Closing(kald(), timing, told, unseen).hold(captures);
  }

  /** The same for a journal that had no room for a while: what the metrics say counts. */
  void finishWithLosses() {
    new Closing(kald(), timing, told, unseen).holdWithLosses(captures);
  }

  @Override
  public void close() {
    lab.close();
  }
}
