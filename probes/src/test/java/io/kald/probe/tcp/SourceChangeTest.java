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
import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Routed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Own addresses that are gone, not there yet, or others than those that worked. */
@Tag("slow")
final class SourceChangeTest {
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private final AtomicLong aheadNanos = new AtomicLong();
  private Routed net;
  private ProbeLoop loop;

  @BeforeEach
  void start() {
    net = Routed.create();
    loop = ProbeLoop.epoll(net.here, 1);
  }

  @AfterEach
  void stop() {
    if (net != null) {
      loop.close();
      net.close();
    }
  }

  private void on(String transport) {
    loop.close();
    loop = ProbeLoop.in(net.here, transport.equals("epoll"), aheadNanos);
  }

  private Listeners server(String address) {
    return net.far.call(() -> Listeners.accepting(address));
  }

  private TcpProber prober(Listeners server, String address) {
    return loop.open(ProbeLoop.spec(server.port(), TcpClose.RST), address);
  }

  private static void assertSourceMissing(ProbeOutcome outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            NotProbed.class,
            not -> assertThat(not.reason()).as("%s", not).isEqualTo(Reason.SOURCE_ADDRESS_MISSING));
  }

  /** The socket of a probe whose answer came has no source address any more. */
  @ParameterizedTest
  @CsvSource({"epoll, 10.80.0.2", "epoll, 2001:db8:80::2", "nio, 10.80.0.2"})
  void shouldBlameATargetThatAnswersTooLate(String transport, String address) {
    on(transport);
    try (Listeners server = server(address)) {
      TcpProber prober = prober(server, address);
      for (int i = 0; i < 3; i++) {
        ProbeResult answered = loop.probe(prober, TimeUnit.SECONDS.toNanos(5));
        assertThat(answered.outcome()).isInstanceOf(Answered.class);
        assertThat(loop.on(() -> prober.tooLate(answered))).isInstanceOf(Unanswered.class);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true, epoll", "false, epoll", "true, nio", "false, nio"})
  void shouldNotProbeFromALinkLocalAddressBeyondTheLink(boolean routerReports, String transport) {
    on(transport);
    if (!routerReports) {
      net.router.nft(
          "table inet t { chain c { type filter hook output priority 0;"
              + " icmpv6 type destination-unreachable drop; }; }");
    }
    try (Listeners server = server(Routed.FAR_SIX)) {
      TcpProber fresh = prober(server, Routed.FAR_SIX);
      net.here.ip("addr del " + Routed.OWN_SIX + " dev eth0");
      assertSourceMissing(loop.probe(fresh, SHORT).outcome());
      net.here.sysctl("net.ipv6.conf.eth0.accept_dad=1");
      net.here.sysctl("net.ipv6.conf.eth0.dad_transmits=1000");
      net.here.ip("addr add " + Routed.OWN_SIX + " dev eth0"); // tentative for long
      assertSourceMissing(loop.probe(fresh, SHORT).outcome());
      net.here.ip("addr del " + Routed.OWN_SIX + " dev eth0");
      net.here.ip("addr add " + Routed.OWN_SIX + " dev eth0 nodad");
      assertThat(loop.probe(fresh, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "epoll, 10.80.0.2,      10.79.0.1,      24",
    "epoll, 2001:db8:80::2, 2001:db8:79::1, 64",
    "nio,   10.80.0.2,      10.79.0.1,      24",
    "nio,   2001:db8:80::2, 2001:db8:79::1, 64"
  })
  void shouldNotProbeFromAnotherAddressThanTheOneThatWorked(
      String transport, String target, String own, int length) {
    on(transport);
    try (Listeners server = server(target)) {
      TcpProber prober = prober(server, target);
      assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
      String other = own + "0"; // of the same subnet
      net.here.ip("addr add " + other + "/" + length + " dev eth0" + nodad(other));
      net.dropAtRouter(other);
      net.here.sysctl("net.ipv4.conf.eth0.promote_secondaries=1");
      net.here.ip("addr del " + own + "/" + length + " dev eth0");
      net.addDefaultRoutes();
      assertSourceMissing(loop.probe(prober, SHORT).outcome());
      assertSourceMissing(loop.probe(prober, SHORT).outcome());
      aheadNanos.addAndGet(HOUR);
      assertThat(loop.probe(prober, SHORT).outcome()).isInstanceOf(Unanswered.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "epoll, 10.80.0.2,      10.79.0.1/24",
    "epoll, 2001:db8:80::2, 2001:db8:79::1/64",
    "nio,   10.80.0.2,      10.79.0.1/24"
  })
  void shouldBlameATargetThatDiesLongAfterTheOwnAddressWasBack(
      String transport, String target, String own) {
    on(transport);
    try (Listeners server = server(target)) {
      TcpProber prober = prober(server, target);
      assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
      net.here.ip("addr del " + own + " dev eth0");
      net.here.ip("addr add " + own + " dev eth0" + nodad(own));
      net.addDefaultRoutes();
      loop.awaitReports(net.here);
      aheadNanos.addAndGet(HOUR / 60);
      assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
      net.dropAtRouter(own.substring(0, own.indexOf('/')));
      assertThat(loop.probe(prober, SHORT).outcome()).isInstanceOf(Unanswered.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldBlameATargetThatHasAnsweredTheNewAddress(String transport) {
    on(transport);
    Listeners server = server(Routed.FAR_FOUR);
    TcpProber prober = prober(server, Routed.FAR_FOUR);
    try (server) {
      assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
      net.here.ip("addr add 10.79.0.10/24 dev eth0");
      net.here.sysctl("net.ipv4.conf.eth0.promote_secondaries=1");
      net.here.ip("addr del " + Routed.OWN_FOUR + " dev eth0");
      net.addDefaultRoutes();
      assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
      net.dropAtRouter("10.79.0.10");
      assertThat(loop.probe(prober, SHORT).outcome()).isInstanceOf(Unanswered.class);
    }
  }

  @Test
  void shouldTakeARefusalAsAnAnswerToTheNewAddress() {
    Listeners server = server(Routed.FAR_FOUR);
    TcpProber prober = prober(server, Routed.FAR_FOUR);
    try (server) {
      assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
    }
    net.here.ip("addr add 10.79.0.10/24 dev eth0");
    net.here.sysctl("net.ipv4.conf.eth0.promote_secondaries=1");
    net.here.ip("addr del " + Routed.OWN_FOUR + " dev eth0");
    net.addDefaultRoutes();
    assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Rejected.class);
    net.dropAtRouter("10.79.0.10");
    assertThat(loop.probe(prober, SHORT).outcome()).isInstanceOf(Unanswered.class);
  }

  @Test
  void shouldNotTakeARoutersReportOfTheNewAddressAsEvidence() {
    try (Listeners server = server(Routed.FAR_FOUR)) {
      TcpProber prober = prober(server, Routed.FAR_FOUR);
      assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
      net.here.ip("addr add 10.79.0.10/24 dev eth0");
      net.here.sysctl("net.ipv4.conf.eth0.promote_secondaries=1");
      net.here.ip("addr del " + Routed.OWN_FOUR + " dev eth0");
      net.addDefaultRoutes();
      net.router.nft(
          "table inet f { chain c { type filter hook forward priority 0;"
              + " ip saddr 10.79.0.10 reject with icmp host-unreachable; }; }");
      assertSourceMissing(loop.probe(prober, 10 * SHORT).outcome());
    }
  }

  @Test
  void shouldProbeFromAnAddressThatIsDeprecated() {
    net.here.ip("addr change " + Routed.OWN_SIX + " dev eth0 preferred_lft 0");
    try (Listeners server = server(Routed.FAR_SIX)) {
      TcpProber prober = prober(server, Routed.FAR_SIX);
      assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
      net.dropAtRouter("2001:db8:79::1");
      assertThat(loop.probe(prober, SHORT).outcome()).isInstanceOf(Unanswered.class);
    }
  }

  private static String nodad(String address) {
    return address.indexOf(':') < 0 ? "" : " nodad";
  }
}
