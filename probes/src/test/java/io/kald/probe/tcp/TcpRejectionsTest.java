package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Netns;
import io.kald.probe.time.NanoClock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a network can do to a probe, between two namespaces joined by a cable. */
final class TcpRejectionsTest {
  private static final String HERE = "10.77.0.1";
  private static final String THERE = "10.77.0.2";
  private static final String THERE_SIX = "fd77::2";
  private static final int PORT = 8080;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private Netns here;
  private Netns there;
  private ProbeLoop loop;

  @BeforeEach
  void start() {
    Netns.assumeUsable("nft");
    there = Netns.create();
    here = Netns.create().cable(HERE + "/24,fd77::1/64", there, THERE + "/24,fd77::2/64");
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

  private static void rule(Netns netns, String hook, String verdict) {
    netns.nft("add table inet t");
    netns.nft("add chain inet t c { type filter hook " + hook + " priority 0; }");
    netns.nft("add rule inet t c tcp dport " + PORT + " " + verdict);
  }

  private ProbeOutcome probe(String address) {
    return probe(address, 5 * SECOND).outcome();
  }

  private ProbeResult probe(String address, long timeoutNanos) {
    return loop.probe(ProbeLoop.spec(PORT, TcpClose.RST), address, timeoutNanos);
  }

  private static void assertRejected(ProbeOutcome outcome, Reason reason, String detail) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(reason);
              assertThat(rejected.detail()).isEqualTo(detail);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {THERE, THERE_SIX})
  void shouldReportRefused(String address) {
    assertRejected(probe(address), Reason.REFUSED, "");
  }

  @Test
  void shouldReportRefusedWhenAFilterPlaysTheServer() {
    rule(there, "input", "reject with tcp reset");
    assertRejected(probe(THERE), Reason.REFUSED, "");
  }

  @ParameterizedTest
  @CsvSource({
    "net-unreachable, NET_UNREACHABLE, 0",
    "host-unreachable, HOST_UNREACHABLE, 1",
    "prot-unreachable, PROTOCOL_UNREACHABLE, 2",
    "port-unreachable, PORT_UNREACHABLE, 3",
    "net-prohibited, ADMIN_PROHIBITED, 9",
    "host-prohibited, ADMIN_PROHIBITED, 10",
    "admin-prohibited, ADMIN_PROHIBITED, 13",
  })
  void shouldTellIcmpErrorsApart(String verdict, Reason reason, int code) {
    rule(there, "input", "reject with icmp type " + verdict);
    assertRejected(probe(THERE), reason, "ICMP 3/" + code + " from " + THERE);
  }

  @ParameterizedTest
  @CsvSource({
    "no-route, NET_UNREACHABLE, 0",
    "admin-prohibited, ADMIN_PROHIBITED, 1",
    "addr-unreachable, HOST_UNREACHABLE, 3",
    "port-unreachable, PORT_UNREACHABLE, 4",
  })
  void shouldTellIcmpErrorsOfIpv6Apart(String verdict, Reason reason, int code) {
    rule(there, "input", "reject with icmpv6 type " + verdict);
    assertRejected(probe(THERE_SIX), reason, "ICMP 1/" + code + " from " + THERE_SIX);
  }

  @Test
  void shouldReportUnansweredWhenTheTargetIsSilent() {
    rule(there, "input", "drop");
    ProbeResult result = probe(THERE, SECOND / 5);
    assertThat(result.outcome()).isInstanceOf(Unanswered.class);
    assertThat(result.sourcePort()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"10.77.0.9, ICMP 3/1 from 10.77.0.1", "fd77::9, ICMP 1/3 from fd77::1"})
  void shouldSayThatNoNeighbourAnswered(String nobody, String detail) {
    here.sysctl("net.ipv4.neigh.eth0.retrans_time_ms=50");
    here.sysctl("net.ipv6.neigh.eth0.retrans_time_ms=50");
    assertRejected(
        probe(nobody),
        Reason.HOST_UNREACHABLE,
        detail + " (this machine's own report: no neighbour answered)");
  }

  @Test
  void shouldNotBlameTheTargetForThisMachinesFilter() {
    rule(here, "output", "reject with icmp type admin-prohibited");
    assertThat(probe(THERE))
        .isEqualTo(
            new NotProbed(
                Reason.NOT_PERMITTED,
                "ICMP 3/13 from 10.77.0.1 (this machine's own report: a packet filter)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"203.0.113.1", "2001:db8::1"})
  void shouldNotProbeWhereNoRouteLeads(String address) {
    ProbeResult result = probe(address, SECOND);
    assertThat(result.outcome())
        .isInstanceOfSatisfying(
            NotProbed.class, not -> assertThat(not.reason()).isEqualTo(Reason.NO_ROUTE));
    assertThat(result.sourcePort()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unreachable", "blackhole", "prohibit"})
  void shouldNotProbeWhereTheRouteForbidsIt(String kind) {
    here.ip("route add " + kind + " 203.0.113.0/24");
    assertThat(((NotProbed) probe("203.0.113.1")).reason()).isEqualTo(Reason.NO_ROUTE);
    if (!"unreachable".equals(kind)) {
      here.ip("route add " + kind + " fd88::/64");
      assertThat(((NotProbed) probe("fd88::1")).reason()).isEqualTo(Reason.NO_ROUTE);
    }
  }

  @Test
  void shouldNotBlameTheTargetForAZoneThatIsMissing() {
    assertThat(((NotProbed) probe("fe80::1")).reason()).isEqualTo(Reason.NO_ZONE);
    Egress from = new Egress("fe80::1", null, null, Egress.KERNEL, Egress.KERNEL, Egress.KERNEL);
    ProbeResult result = loop.probe(ProbeLoop.from(from, PORT), THERE_SIX, SECOND);
    assertThat(((NotProbed) result.outcome()).reason()).isEqualTo(Reason.NO_ZONE);
  }

  @ParameterizedTest
  @CsvSource({
    "epoll, 10.77.0.1, false",
    "epoll, 10.77.0.7, false",
    "epoll, 10.77.0.7, true",
    "epoll, fd77::7, true",
    "nio, 10.77.0.7, true"
  })
  @Tag("slow")
  void shouldNotBlameTheTargetForASourceThatWentMeanwhile(
      String transport, String source, boolean configured) {
    String length = source.indexOf(':') < 0 ? "/24" : "/64";
    String target = source.indexOf(':') < 0 ? THERE : THERE_SIX;
    String address = source + length + " dev eth0" + (length.equals("/64") ? " nodad" : "");
    if (!source.equals(HERE)) {
      here.ip("address add " + address);
      here.ip("route replace " + target + " dev eth0 src " + source);
    }
    rule(there, "input", "drop");
    Egress from =
        new Egress(
            configured ? source : null, null, null, Egress.KERNEL, Egress.KERNEL, Egress.KERNEL);
    try (ProbeLoop own = transport.equals("nio") ? ProbeLoop.nio(here) : ProbeLoop.epoll(here, 1)) {
      TcpProber prober = own.open(ProbeLoop.from(from, PORT), target);
      ProbeOutcome silent = own.probe(prober, SECOND / 5).outcome();
      assertThat(silent).isInstanceOf(Unanswered.class);
      goneMeanwhile(own, prober, source, () -> remove(source, length));
      here.ip("address add " + address);
      if (!source.equals(HERE)) {
        here.ip("route replace " + target + " dev eth0 src " + source);
      }
      goneMeanwhile(
          own,
          prober,
          source,
          () -> {
            remove(source, length);
            here.ip("address add " + address);
          });
    }
  }

  private void remove(String source, String length) {
    here.ip("address delete " + source + length + " dev eth0");
  }

  /** The source goes while a probe is out, and may be back when it is judged. */
  private static void goneMeanwhile(ProbeLoop own, TcpProber prober, String source, Runnable deed) {
    ProbeResult gone =
        own.on(
            () -> {
              prober.send(NanoClock.SYSTEM.nanoTime(), late -> {});
              deed.run();
              return prober.expire(SECOND);
            });
    NotProbed outcome = (NotProbed) gone.outcome();
    assertThat(outcome.reason()).as("%s", gone).isEqualTo(Reason.SOURCE_ADDRESS_MISSING);
    assertThat(outcome.detail()).startsWith("source address " + source);
  }

  @Test
  void shouldReportATtlThatRanOut() {
    // The far side routes on, and has no life left to give.
    here.ip("route add 198.51.100.0/24 via " + THERE);
    there.sysctl("net.ipv4.ip_forward=1");
    there.ip("route add 198.51.100.0/24 via " + HERE);
    here.sysctl("net.ipv4.ip_default_ttl=1");
    assertRejected(probe("198.51.100.1"), Reason.TTL_EXCEEDED, "ICMP 11/0 from " + THERE);
  }

  @Test
  @Tag("slow")
  void shouldReckonALateHandshakeFromTheKernelsStamps() {
    Listeners server = there.call(() -> Listeners.accepting(THERE));
    there.nft("add table inet t");
    there.nft("add chain inet t c { type filter hook input priority 0; }");
    // Only the second SYN comes through, a second after the first.
    there.nft("add rule inet t c tcp flags syn limit rate over 1/hour burst 1 packets accept");
    there.nft("add rule inet t c tcp flags syn drop");
    try (server) {
      ProbeResult result =
          loop.probe(ProbeLoop.spec(server.port(), TcpClose.RST), THERE, 10 * SECOND);
      assertThat(((Answered) result.outcome()).rttNanos()).isBetween(SECOND / 2, 5 * SECOND);
    }
  }
}
