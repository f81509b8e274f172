package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.ResetIs;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Await;
import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Netns;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters and queues of this machine that look like something else. */
@Tag("slow")
final class OwnFilterTest {
  private static final String THERE = "10.78.0.2";
  private static final String THERE_SIX = "fd78::2";
  private static final String NOBODY = "10.78.0.99";
  private static final String NOBODY_SIX = "fd78::99";
  private static final int PORT = 8080;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

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
    here.sysctl("net.ipv4.neigh.eth0.retrans_time_ms=50");
    here.sysctl("net.ipv6.neigh.eth0.retrans_time_ms=50");
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

  private ProbeOutcome probe(String address) {
    return loop.probe(ProbeLoop.spec(PORT, TcpClose.RST), address, 5 * SECOND).outcome();
  }

  private static void assertNotProbed(ProbeOutcome outcome, Reason... reasons) {
    assertThat(outcome)
        .isInstanceOfSatisfying(NotProbed.class, not -> assertThat(reasons).contains(not.reason()));
  }

  private void reject(String v4, String v6) {
    here.nft(
        "table inet f { chain o { type filter hook output priority 0;"
            + " oif eth0 meta nfproto ipv4 meta l4proto tcp reject with icmp type "
            + v4
            + "; oif eth0 meta nfproto ipv6 meta l4proto tcp reject with icmpv6 type "
            + v6
            + "; }; }");
  }

  /** Each search ends with a report soon after a probe has joined it. */
  @ParameterizedTest
  @ValueSource(strings = {NOBODY, NOBODY_SIX})
  void shouldBlameADeadTargetWhoseProbesJoinASearch(String address) {
    for (int i = 0; i < 60; i++) {
      ProbeOutcome outcome =
          loop.probe(ProbeLoop.spec(PORT, TcpClose.RST), address, SECOND / 100).outcome();
      assertThat(outcome).isNotInstanceOf(NotProbed.class);
    }
  }

  /** With a neighbour's entry, with an old one that says it was not found, and with none. */
  @ParameterizedTest
  @ValueSource(strings = {THERE, THERE_SIX, NOBODY, NOBODY_SIX, "10.78.0.98", "fd78::98"})
  void shouldNotTakeItsOwnFilterForATargetThatIsNotOnTheLink(String address) {
    if (address.endsWith("99")) {
      assertThat(probe(address)).isInstanceOf(Rejected.class);
    } else if (address.endsWith("2")) {
      here.run("ping", "-c1", "-W5", address);
    }
    reject("host-unreachable", "addr-unreachable");
    // A search that has just failed is not told from the probe's own by the kernel's clock.
    ProbeOutcome outcome =
        Await.value(
            "a probe that is not taken for the failed search",
            () -> probe(address),
            NotProbed.class::isInstance);
    assertNotProbed(outcome, Reason.NOT_PERMITTED);
    here.nft("delete table inet f");
    if (address.endsWith("99")) {
      assertThat(probe(address)).isInstanceOf(Rejected.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "198.51.100.1,  10.78.0.2,  NOT_PERMITTED",
    "2001:db8:5::1, fd78::2,    NOT_PERMITTED",
    "198.51.100.1,  10.78.0.99, NO_GATEWAY",
    "2001:db8:5::1, fd78::99,   NO_GATEWAY"
  })
  void shouldNotTakeItsOwnFilterForALostGateway(String address, String gateway, Reason reason) {
    here.ip("route add " + address + " via " + gateway);
    if (reason == Reason.NOT_PERMITTED) {
      here.run("ping", "-c1", "-W5", gateway);
      reject("host-unreachable", "addr-unreachable");
    }
    assertNotProbed(probe(address), reason);
  }

  private void drop(String fault) {
    switch (fault) {
      case "filter" ->
          here.nft(
              "table inet f { chain o { type filter hook output priority 0; tcp dport 8080 drop;"
                  + " }; }");
      case "queue" -> here.run("tc", "qdisc", "add", "dev", "eth0", "root", "pfifo", "limit", "0");
      default ->
          here.nft(
              "table netdev f { chain o { type filter hook egress device eth0 priority 0; drop;"
                  + " }; }");
    }
  }

  /** The kernel gives up before the probe's time is over. */
  @ParameterizedTest
  @CsvSource({
    "filter, 10.78.0.2",
    "filter, fd78::2",
    "queue,  10.78.0.2",
    "queue,  fd78::2",
    "egress, 10.78.0.2"
  })
  void shouldSeeThatTheSynWasRefusedWhenTheKernelHasGivenUp(String fault, String address) {
    here.run("ping", "-c1", "-W5", address);
    TcpSpec once =
        new TcpSpec("t.test", PORT, TcpClose.RST, ResetIs.ANSWERED, Family.ANY, Egress.DEFAULT, 1);
    assertThat(loop.probe(once, address, 5 * SECOND).outcome()).isInstanceOf(Unanswered.class);
    drop(fault);
    assertNotProbed(
        loop.probe(once, address, 5 * SECOND).outcome(), Reason.NOT_PERMITTED, Reason.NO_BUFFER);
  }

  /** What drops probes drops the questions for hardware addresses as well, when they are due. */
  @ParameterizedTest
  @CsvSource({"queue,  10.78.0.2", "queue,  fd78::2", "egress, 10.78.0.2", "egress, fd78::2"})
  void shouldNotTakeQuestionsThatItDroppedForATargetThatIsNotOnTheLink(
      String fault, String address) {
    TcpProber prober = loop.open(ProbeLoop.spec(PORT, TcpClose.RST), address);
    String nobody = address.equals(THERE) ? NOBODY : NOBODY_SIX;
    here.run("ping", "-c1", "-W5", address);
    drop(fault);
    assertNotProbed(
        loop.probe(prober, 2 * SECOND).outcome(), Reason.NOT_PERMITTED, Reason.NO_BUFFER);
    here.ip("neigh flush dev eth0");
    assertNotProbed(loop.probe(prober, 5 * SECOND).outcome(), Reason.NO_BUFFER);
    assertNotProbed(loop.probe(prober, SECOND / 20).outcome(), Reason.NO_BUFFER);
    if (fault.equals("queue")) {
      here.run("tc", "qdisc", "del", "dev", "eth0", "root");
    } else {
      here.nft("delete table netdev f");
    }
    assertNotProbed(probe(nobody), Reason.NO_BUFFER);
    // An answer by the interface shows that it carries again.
    try (Listeners server = there.call(() -> Listeners.accepting(address))) {
      ProbeResult live =
          loop.probe(ProbeLoop.spec(server.port(), TcpClose.RST), address, 10 * SECOND);
      assertThat(live.outcome()).isInstanceOf(Answered.class);
    }
    assertThat(probe(nobody)).isInstanceOf(Rejected.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {THERE_SIX, "2001:db8:7::1"})
  void shouldMissTheAddressesOfAMachineWithoutIpv6(String address) {
    here.sysctl("net.ipv6.conf.all.disable_ipv6=1");
    assertNotProbed(probe(address), Reason.NO_ROUTE, Reason.SOURCE_ADDRESS_MISSING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldKnowABlackholeRoute(String transport) {
    here.ip("route add blackhole 198.51.100.0/24");
    if (transport.equals("nio")) {
      loop.close();
      loop = ProbeLoop.nio(here);
    }
    assertNotProbed(probe("198.51.100.1"), Reason.NO_ROUTE);
  }

  /** Some probes are refused all the time, and others answered. */
  @ParameterizedTest
  @ValueSource(strings = {THERE, THERE_SIX})
  void shouldBlameADeadTargetBesideProbesThatItRefuses(String address) {
    String nobody = address.equals(THERE) ? NOBODY : NOBODY_SIX;
    here.run("ping", "-c1", "-W5", address);
    drop("filter");
    try (Listeners server = there.call(() -> Listeners.accepting(address))) {
      for (int i = 0; i < 2; i++) {
        assertNotProbed(
            loop.probe(ProbeLoop.spec(PORT, TcpClose.RST), address, 2 * SECOND).outcome(),
            Reason.NOT_PERMITTED);
        ProbeOutcome dead =
            loop.probe(ProbeLoop.spec(server.port(), TcpClose.RST), nobody, 5 * SECOND).outcome();
        assertThat(dead).isInstanceOf(i == 0 ? NotProbed.class : Rejected.class);
        ProbeResult live =
            loop.probe(ProbeLoop.spec(server.port(), TcpClose.RST), address, 10 * SECOND);
        assertThat(live.outcome()).isInstanceOf(Answered.class);
      }
    }
  }
}
