package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Await;
import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Netns;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Probes by a bridge that has a carrier while one of its ports has none. {@code up0} leads to the
 * targets, {@code box0} to a container of this machine.
 */
@Tag("slow")
final class BridgeTest {
  private static final String THERE = "10.78.0.2";
  private static final String BOX = "10.78.0.3";
  private static final int PORT = 8080;
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(200);
  private static final String DROP =
      "table inet t { chain c { type filter hook input priority 0; tcp dport 8080 drop; }; }";

  private Netns here;
  private Netns there;
  private Netns box;
  private ProbeLoop loop;

  @BeforeEach
  void start() {
    Netns.assumeUsable("nft", "bridge");
    there = Netns.create();
    box = Netns.create();
    here = Netns.create();
    here.ip("link add br0 type bridge");
    here.ip("addr add 10.78.0.1/24 dev br0");
    here.ip("addr add fd78::1/64 dev br0 nodad");
    here.ip("link add idle0 type veth peer name idle1");
    here.ip("link set idle1 up");
    here.ip("link set idle0 master br0 up");
    here.ip("link set br0 up");
    port("up0", there, "10.78.0.2/24", "fd78::2/64");
    port("box0", box, "10.78.0.3/24", "fd78::3/64");
    awaitForwarding(3);
    loop = ProbeLoop.epoll(here, 1);
  }

  @AfterEach
  void stop() {
    if (here != null) {
      loop.close();
      here.close();
      there.close();
      if (box != null) {
        box.close();
      }
    }
  }

  private void port(String name, Netns other, String address4, String address6) {
    here.ip("link add " + name + " type veth peer name eth0 netns " + other.name());
    here.ip("link set " + name + " master br0 up");
    other.ip("addr add " + address4 + " dev eth0");
    other.ip("addr add " + address6 + " dev eth0 nodad");
    other.ip("link set eth0 up");
  }

  /** The kernel looks at new carriers up to a second late. */
  private void awaitForwarding(int ports) {
    Await.value(
        ports + " ports forwarding",
        () -> here.run("bridge", "link"),
        link -> link.split("state forwarding", -1).length > ports);
  }

  private void on(String transport) {
    loop.close();
    loop = transport.equals("epoll") ? ProbeLoop.epoll(here, 1) : ProbeLoop.nio(here);
  }

  private ProbeOutcome probe(TcpProber prober) {
    return loop.probe(prober, SHORT).outcome();
  }

  private TcpProber open(String address, int port) {
    return loop.open(ProbeLoop.spec(port, TcpClose.RST), address);
  }

  /** What comes in the end: the kernel reports a lost carrier up to a second late. */
  private ProbeOutcome eventually(TcpProber prober, Class<?> wanted) {
    return Await.value(wanted.getSimpleName(), () -> probe(prober), wanted::isInstance);
  }

  private static void assertNotProbed(ProbeOutcome outcome, Reason reason, String words) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            NotProbed.class,
            not -> {
              assertThat(not.reason()).isEqualTo(reason);
              assertThat(not.detail()).contains(words);
            });
  }

  @ParameterizedTest
  @CsvSource({"epoll, 10.78.0.2", "epoll, fd78::2", "nio, 10.78.0.2"})
  void shouldNotProbeBehindAPortWithoutCarrier(String transport, String address) {
    on(transport);
    try (Listeners server = there.call(() -> Listeners.accepting(address))) {
      TcpProber prober = open(address, server.port());
      assertThat(probe(prober)).isInstanceOf(Answered.class);
      // The way back is switched off at the other end of the cable.
      there.ip("link set eth0 down");
      assertNotProbed(
          eventually(prober, NotProbed.class), Reason.NO_CARRIER, "up0 below br0 has or had no");
      assertThat(probe(prober)).isInstanceOf(NotProbed.class);
      // Nothing has ever answered this one, and it may be behind that port.
      assertThat(probe(open(address, PORT))).isInstanceOf(NotProbed.class);
      there.ip("link set eth0 up");
      if (address.contains(":")) {
        there.ip("addr replace fd78::2/64 dev eth0 nodad");
      }
      assertThat(eventually(prober, Answered.class)).isInstanceOf(Answered.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "link set up0 down,     up0 below br0 is or was set down",
    "link set up0 nomaster, up0 is or was no port of br0"
  })
  void shouldNotProbeBehindAPortThatIsNotThere(String change, String words) {
    try (Listeners server = there.call(() -> Listeners.accepting(THERE))) {
      TcpProber prober = open(THERE, server.port());
      assertThat(probe(prober)).isInstanceOf(Answered.class);
      here.ip(change);
      assertNotProbed(eventually(prober, NotProbed.class), Reason.INTERFACE_DOWN, words);
      here.ip("link set up0 master br0 up");
      assertThat(eventually(prober, Answered.class)).isInstanceOf(Answered.class);
    }
  }

  @Test
  void shouldNotProbeBehindAPortThatTheSpanningTreeHoldsBack() {
    here.ip("link set br0 type bridge stp_state 1 forward_delay 200");
    try (Listeners server = there.call(() -> Listeners.accepting(THERE))) {
      TcpProber prober = open(THERE, server.port());
      assertThat(eventually(prober, Answered.class)).isInstanceOf(Answered.class);
      there.ip("link set eth0 down");
      eventually(prober, NotProbed.class);
      there.ip("link set eth0 up");
      ProbeOutcome outcome = probe(prober);
      boolean held = false;
      for (int i = 0; i < 60 && !(outcome instanceof Answered); i++) {
        held |= outcome.detail().contains("br0 does or did not forward to its port up0");
        outcome = probe(prober);
        assertThat(outcome).isNotInstanceOf(Unanswered.class);
      }
      assertThat(outcome).isInstanceOf(Answered.class);
      assertThat(held).isTrue();
    }
  }

  @Test
  void shouldNotBlameATargetWhileTheBridgesOwnAddressesAreTentative() {
    here.ip("link del box0");
    here.ip("link del idle0");
    here.ip("link set br0 type bridge stp_state 1 forward_delay 200");
    here.sysctl("net.ipv6.conf.br0.dad_transmits=3");
    there.sysctl("net.ipv6.conf.eth0.keep_addr_on_down=1");
    try (Listeners server = there.call(() -> Listeners.accepting("fd78::2"))) {
      TcpProber prober = open("fd78::2", server.port());
      here.ip("link set br0 down");
      here.ip("addr add fd78::1/64 dev br0");
      here.ip("link set br0 up");
      // The port listens and learns, then addresses are tentative, then the neighbour is asked.
      ProbeOutcome outcome = probe(prober);
      boolean tentative = false;
      for (int i = 0; i < 100 && !(outcome instanceof Answered); i++) {
        assertThat(outcome).isNotInstanceOf(Unanswered.class);
        tentative |= outcome.detail().contains("the IPv6 address of br0 is or was tentative");
        outcome = probe(prober);
      }
      assertThat(outcome).isInstanceOf(Answered.class);
      assertThat(tentative).isTrue();
    }
  }

  @Test
  void shouldLookBelowWhatLiesOnTheBridge() {
    here.ip("addr flush dev br0");
    here.ip("link add link br0 name mv0 type macvlan mode bridge");
    here.ip("addr add 10.78.0.9/24 dev mv0");
    here.ip("link set mv0 up");
    on("epoll");
    try (Listeners server = there.call(() -> Listeners.accepting(THERE))) {
      TcpProber prober = open(THERE, server.port());
      assertThat(probe(prober)).isInstanceOf(Answered.class);
      there.ip("link set eth0 down");
      assertNotProbed(
          eventually(prober, NotProbed.class), Reason.NO_CARRIER, "up0 below br0 has or had no");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBlameATargetThatAnsweredWhileAPortWasLost(boolean gone) {
    try (Listeners server = box.call(() -> Listeners.accepting(BOX))) {
      TcpProber unknown = open(THERE, PORT);
      TcpProber prober = open(BOX, server.port());
      assertThat(probe(prober)).isInstanceOf(Answered.class);
      there.ip("link set eth0 down");
      eventually(unknown, NotProbed.class);
      assertThat(probe(prober)).isInstanceOf(Answered.class);
      dies(gone, server.port());
      assertThat(eventually(prober, Unanswered.class)).isInstanceOf(Unanswered.class);
      assertThat(probe(prober)).isInstanceOf(Unanswered.class);
    }
  }

  /** The container ends, and its port with it; or it is there and does not answer. */
  private void dies(boolean gone, int port) {
    if (gone) {
      here.ip("link del box0");
    } else {
      box.nft(DROP.replace("8080", String.valueOf(port)));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBlameATargetWhosePortWorks(boolean flushed) {
    try (Listeners server = box.call(() -> Listeners.accepting(BOX))) {
      TcpProber unknown = open(THERE, PORT);
      TcpProber prober = open(BOX, server.port());
      assertThat(probe(prober)).isInstanceOf(Answered.class);
      dies(false, server.port());
      assertThat(probe(prober)).isInstanceOf(Unanswered.class);
      if (flushed) {
        // As after minutes: the kernel has forgotten it.
        box.nft("table arp t { chain c { type filter hook input priority 0; drop; }; }");
        here.ip("neigh flush dev br0");
        here.ip("link set box0 type bridge_slave fdb_flush");
      }
      there.ip("link set eth0 down");
      eventually(unknown, NotProbed.class);
      for (int i = 0; i < 3; i++) {
        assertThat(probe(prober)).isInstanceOf(Unanswered.class);
      }
    }
  }

  @Test
  void shouldBlameATargetWhosePortIsDeletedWithIt() {
    try (Listeners server = box.call(() -> Listeners.accepting(BOX))) {
      TcpProber prober = open(BOX, server.port());
      assertThat(probe(prober)).isInstanceOf(Answered.class);
      here.ip("link del box0");
      assertThat(eventually(prober, Unanswered.class)).isInstanceOf(Unanswered.class);
      assertThat(probe(prober)).isInstanceOf(Unanswered.class);
    }
  }

  @Test
  void shouldNotProbeByABridgeThatLeadsNowhereSinceBeforeTheStart() {
    here.ip("link del up0");
    here.ip("link add up0 type vxlan id 7 dstport 4789 local 127.0.0.1");
    here.ip("link set up0 master br0");
    on("epoll");
    TcpProber prober = open(THERE, PORT);
    assertNotProbed(probe(prober), Reason.INTERFACE_DOWN, "up0 below br0 is or was set down");
    here.ip("link set up0 up");
    assertThat(eventually(prober, Unanswered.class)).isInstanceOf(Unanswered.class);
  }
}
