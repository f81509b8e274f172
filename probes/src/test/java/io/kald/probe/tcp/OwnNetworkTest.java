package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Await;
import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Netns;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of this machine's own network, none of which is a target's. */
@Tag("slow")
final class OwnNetworkTest {
  private static final String THERE = "10.78.0.2";
  private static final String THERE_SIX = "fd78::2";
  private static final String BEHIND = "198.51.100.1";
  private static final String BEHIND_SIX = "2001:db8:5::1";
  private static final int PORT = 8080;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long SHORT = SECOND / 5;

  /** Past the second SYN, which the kernel sends after a second. */
  private static final long LONG = SECOND * 13 / 10;

  private Netns here;
  private Netns there;
  private ProbeLoop loop;

  @BeforeEach
  void start() {
    Netns.assumeUsable("nft", "tc");
    there = Netns.create();
    here = Netns.create().cable("10.78.0.1/24,fd78::1/64", there, "10.78.0.2/24,fd78::2/64");
    there.nft(
        "table inet t { chain c { type filter hook input priority 0; tcp dport 8080 drop; }; }");
    loop = ProbeLoop.epoll(here, 1);
  }

  @AfterEach
  void stop() {
    if (here != null) {
      loop.close();
      here.close();
      there.close();
    }
  }

  private void on(String transport) {
    loop.close();
    loop = transport.equals("epoll") ? ProbeLoop.epoll(here, 1) : ProbeLoop.nio(here);
  }

  private ProbeOutcome probe(String address, long timeoutNanos) {
    return loop.probe(ProbeLoop.spec(PORT, TcpClose.RST), address, timeoutNanos).outcome();
  }

  private CompletableFuture<ProbeResult> send(TcpProber prober) {
    CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    loop.on(
        () -> {
          prober.send(0, result::complete);
          return true;
        });
    return result;
  }

  /** What came of a probe by now: it may have ended by itself. */
  private ProbeOutcome end(TcpProber prober, CompletableFuture<ProbeResult> result) {
    return loop.on(() -> result.isDone() ? result.get() : prober.expire(SECOND)).outcome();
  }

  private static void assertNotProbed(ProbeOutcome outcome, Reason reason) {
    assertThat(outcome)
        .isInstanceOfSatisfying(NotProbed.class, not -> assertThat(not.reason()).isEqualTo(reason));
  }

  /** Asks again until it is not probed: the kernel reports a lost carrier up to a second late. */
  private static ProbeOutcome eventually(Supplier<ProbeOutcome> probe) {
    return Await.value("not probed", probe::get, NotProbed.class::isInstance);
  }

  /** Probes until the kernel knows the neighbour, which a busy machine finds late. */
  private void findNeighbour(String address) {
    Await.value(
        "a neighbour",
        () -> {
          assertThat(probe(address, SHORT)).isInstanceOf(Unanswered.class);
          return here.ip("neigh show to " + address);
        },
        entry -> entry.contains("lladdr"));
  }

  @ParameterizedTest
  @CsvSource({"epoll, 10.78.0.2", "epoll, fd78::2", "nio, 10.78.0.2", "nio, fd78::2"})
  void shouldNotProbeOverALinkWithoutCarrier(String transport, String address) {
    on(transport);
    assertThat(probe(address, SHORT)).isInstanceOf(Unanswered.class);
    there.ip("link set eth0 down");
    assertNotProbed(eventually(() -> probe(address, SHORT)), Reason.NO_CARRIER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldNotBlameTheTargetForACarrierThatWasLostMeanwhile(String transport) {
    on(transport);
    TcpProber prober = loop.open(ProbeLoop.spec(PORT, TcpClose.RST), THERE);
    CompletableFuture<ProbeResult> result = send(prober);
    there.ip("link set eth0 down");
    assertNotProbed(eventually(() -> probe(THERE, SHORT)), Reason.NO_CARRIER);
    there.ip("link set eth0 up");
    Listeners server = there.call(() -> Listeners.accepting(THERE));
    try (server) {
      ProbeResult back =
          loop.probe(ProbeLoop.spec(server.port(), TcpClose.RST), THERE, 10 * SECOND);
      assertThat(back.outcome()).isInstanceOf(Answered.class);
    }
    assertNotProbed(end(prober, result), Reason.NO_CARRIER);
  }

  @ParameterizedTest
  @CsvSource({
    "epoll, 127.0.0.1",
    "epoll, 127.1.2.3",
    "epoll, ::1",
    "epoll, 10.78.0.1",
    "nio, 127.0.0.1",
    "nio, 10.78.0.1"
  })
  void shouldNotProbeOverAnInterfaceThatIsSetDown(String transport, String address) {
    here.ip("link set lo down");
    on(transport);
    assertNotProbed(probe(address, SHORT), Reason.INTERFACE_DOWN);
    assertNotProbed(probe(address, LONG), Reason.INTERFACE_DOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldNotProbeWhenTheInterfaceIsSetDownMeanwhile(String transport) {
    on(transport);
    TcpProber prober = loop.open(ProbeLoop.spec(PORT, TcpClose.RST), THERE);
    loop.probe(prober, SHORT); // fails, so that its route is known
    CompletableFuture<ProbeResult> result = send(prober);
    here.ip("link set eth0 down");
    // A route may be known to be gone before its interface is known to be down.
    loop.awaitReports(here);
    assertNotProbed(end(prober, result), Reason.INTERFACE_DOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {THERE, THERE_SIX})
  void shouldNotProbeWhenAFilterOfItsOwnDropsTheSyn(String address) {
    here.nft(
        "table inet t { chain c { type filter hook output priority 0; tcp dport 8080 drop; }; }");
    on("epoll");
    assertNotProbed(probe(address, LONG), Reason.NOT_PERMITTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {THERE, THERE_SIX})
  void shouldNotProbeWhenItsQueueDropsTheSyn(String address) {
    on("epoll");
    findNeighbour(address);
    here.run(
        "tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", "8bit", "burst", "10", "limit",
        "1");
    assertNotProbed(probe(address, SHORT), Reason.NO_BUFFER);
    assertThat(probe(address, LONG)).isInstanceOf(NotProbed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {THERE, THERE_SIX})
  void shouldNotProbeWhileTheSynWaitsInItsQueue(String address) {
    on("epoll");
    findNeighbour(address);
    here.run(
        "tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", "8bit", "burst", "100", "limit",
        "100000");
    assertNotProbed(eventually(() -> probe(address, SHORT)), Reason.NO_BUFFER);
    assertNotProbed(probe(address, LONG), Reason.NO_BUFFER);
  }

  @ParameterizedTest
  @CsvSource({
    "epoll, 198.51.100.1,  10.78.0.77",
    "epoll, 2001:db8:5::1, fd78::77",
    "epoll, 198.51.100.1,  fd78::77",
    "nio,   198.51.100.1,  10.78.0.77"
  })
  void shouldNotProbeBehindAGatewayThatDoesNotAnswer(
      String transport, String address, String gateway) {
    boolean other = gateway.contains(":") && !address.contains(":");
    here.ip("route add " + address + " via " + (other ? "inet6 " : "") + gateway);
    on(transport);
    assertNotProbed(probe(address, SHORT), Reason.NO_GATEWAY);
    assertNotProbed(probe(address, LONG), Reason.NO_GATEWAY);
    here.sysctl("net.ipv4.neigh.eth0.retrans_time_ms=50");
    here.sysctl("net.ipv6.neigh.eth0.retrans_time_ms=50");
    // This machine's own report that no neighbour answered.
    assertNotProbed(probe(address, 10 * SECOND), Reason.NO_GATEWAY);
  }

  @ParameterizedTest
  @CsvSource({"epoll, 10.78.0.99", "epoll, fd78::99", "nio, 10.78.0.99"})
  void shouldBlameATargetOnTheLinkThatHasNoNeighbourEntry(String transport, String nobody) {
    on(transport);
    assertThat(probe(nobody, SHORT)).isInstanceOf(Unanswered.class);
    assertThat(probe(nobody, LONG)).isInstanceOf(Unanswered.class);
    here.sysctl("net.ipv4.neigh.eth0.retrans_time_ms=50");
    here.sysctl("net.ipv6.neigh.eth0.retrans_time_ms=50");
    assertThat(probe(nobody, 10 * SECOND)).isInstanceOf(Rejected.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {BEHIND, BEHIND_SIX})
  void shouldBlameATargetBehindAGatewayThatAnswers(String address) {
    there.ip("address add " + address + " dev lo");
    here.ip("route add " + address + " via " + (address.contains(":") ? THERE_SIX : THERE));
    on("epoll");
    assertThat(probe(address, LONG)).isInstanceOf(Unanswered.class);
  }

  @ParameterizedTest
  @CsvSource({"epoll, 10.78.0.2", "epoll, fd78::2", "nio, 10.78.0.2"})
  void shouldNotProbeOverAnInterfaceThatAsksForNoHardwareAddresses(
      String transport, String address) {
    on(transport);
    try (Listeners server = there.call(() -> Listeners.accepting(address))) {
      TcpProber prober = loop.open(ProbeLoop.spec(server.port(), TcpClose.RST), address);
      assertThat(loop.probe(prober, SHORT).outcome()).isInstanceOf(Answered.class);
      here.ip("link set eth0 arp off");
      assertNotProbed(
          eventually(() -> loop.probe(prober, SHORT).outcome()), Reason.NO_NEIGHBOUR_ENTRY);
      assertNotProbed(probe(address, SHORT), Reason.NO_NEIGHBOUR_ENTRY);
      // Who answers all the same is to blame when it does not.
      String mac = there.run("cat", "/sys/class/net/eth0/address").strip();
      here.ip("neigh replace " + address + " lladdr " + mac + " dev eth0 nud permanent");
      String own = here.run("cat", "/sys/class/net/eth0/address").strip();
      String mine = address.equals(THERE) ? "10.78.0.1" : "fd78::1";
      there.ip("neigh replace " + mine + " lladdr " + own + " dev eth0 nud permanent");
      assertThat(loop.probe(prober, SHORT).outcome()).isInstanceOf(Answered.class);
      there.nft("add rule inet t c tcp dport " + server.port() + " drop");
      assertThat(loop.probe(prober, SHORT).outcome()).isInstanceOf(Unanswered.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "epoll, 10.78.0.2, 10.78.0.2",
    "epoll, fd78::2,   fd78::2",
    "nio,   10.78.0.2, 10.78.0.2",
    "epoll, 10.80.0.1, 10.78.0.2"
  })
  void shouldBlameADeadTargetWhoseHardwareAddressIsFixed(
      String transport, String address, String hop) {
    here.ip("link set eth0 arp off");
    if (!address.equals(hop)) {
      here.ip("route add " + address + " via " + hop);
    }
    on(transport);
    assertNotProbed(probe(address, SHORT), Reason.NO_NEIGHBOUR_ENTRY);
    here.ip("neigh replace " + hop + " lladdr 02:00:00:00:00:77 dev eth0 nud permanent");
    probe(address, SHORT); // the entry may be as young as this one
    assertThat(probe(address, SHORT)).isInstanceOf(Unanswered.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldNotProbeWhenTheRouteIsGoneMeanwhile(String transport) {
    there.ip("address add " + BEHIND + " dev lo");
    here.ip("route add " + BEHIND + " via " + THERE);
    on(transport);
    TcpProber prober = loop.open(ProbeLoop.spec(PORT, TcpClose.RST), BEHIND);
    CompletableFuture<ProbeResult> result = send(prober);
    here.ip("route del " + BEHIND);
    assertNotProbed(end(prober, result), Reason.NO_ROUTE);
  }
}
