package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.lab.Netns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ICMP errors, firewalls and missing neighbours do to probes. */
@Tag("slow")
final class RejectionTest {
  private static final String NET4 = "192.0.2.";
  private static final String NET6 = "2001:db8::";

  @ParameterizedTest
  @CsvSource({
    "icmp,   net-unreachable,  192.0.2.2,    NET_UNREACHABLE,      3/0",
    "icmp,   host-unreachable, 192.0.2.2,    HOST_UNREACHABLE,     3/1",
    "icmp,   prot-unreachable, 192.0.2.2,    PROTOCOL_UNREACHABLE, 3/2",
    "icmp,   port-unreachable, 192.0.2.2,    PORT_UNREACHABLE,     3/3",
    "icmp,   net-prohibited,   192.0.2.2,    ADMIN_PROHIBITED,     3/9",
    "icmp,   host-prohibited,  192.0.2.2,    ADMIN_PROHIBITED,     3/10",
    "icmp,   admin-prohibited, 192.0.2.2,    ADMIN_PROHIBITED,     3/13",
    "icmpv6, no-route,         2001:db8::2,  NET_UNREACHABLE,      1/0",
    "icmpv6, admin-prohibited, 2001:db8::2,  ADMIN_PROHIBITED,     1/1",
    "icmpv6, addr-unreachable, 2001:db8::2,  HOST_UNREACHABLE,     1/3",
    "icmpv6, port-unreachable, 2001:db8::2,  PORT_UNREACHABLE,     1/4",
    "icmpv6, policy-fail,      2001:db8::2,  ADMIN_PROHIBITED,     1/5",
    "icmpv6, reject-route,     2001:db8::2,  ADMIN_PROHIBITED,     1/6"
  })
  void shouldSayWhichErrorCameFromWhom(
      String family, String type, String address, Reason reason, String typeAndCode)
      throws Exception {
    try (Netns here = Nets.create(true);
        Netns there = Nets.create(true)) {
      connect(here, there);
      String protocol = family.equals("icmp") ? "icmp" : "icmpv6";
      String reject = " type echo-request reject with " + family + " type " + type;
      Nets.nft(there, "input", protocol + reject);
      for (boolean pingSocket : new boolean[] {true, false}) {
        Nets.allowPing(here, pingSocket);
        try (EchoLab lab = new EchoLab(here)) {
          Rejected rejected = (Rejected) lab.probe(address).outcome();
          assertThat(rejected.reason()).isEqualTo(reason);
          assertThat(rejected.detail()).isEqualTo("ICMP " + typeAndCode + " from " + address);
          assertThat(rejected.afterNanos()).isBetween(0L, 10 * EchoLab.SECOND);
        }
      }
    }
  }

  private static void connect(Netns here, Netns there) {
    Nets.connect(here, there, "kald0", NET4, NET6);
    there.sysctl("net.ipv4.icmp_ratelimit=0");
    there.sysctl("net.ipv6.icmp.ratelimit=0");
  }

  @ParameterizedTest
  @CsvSource({
    "true,  198.51.100.2,  192.0.2.2",
    "false, 198.51.100.2,  192.0.2.2",
    "true,  2001:db8:1::2, 2001:db8::2",
    "false, 2001:db8:1::2, 2001:db8::2"
  })
  void shouldNameTheRouterWhereTheTtlEnded(boolean pingSocket, String address, String router)
      throws Exception {
    try (Netns here = Nets.create(pingSocket);
        Netns between = Nets.create(true);
        Netns there = Nets.create(true);
        EchoLab lab = new EchoLab(here)) {
      connect(here, between);
      Nets.connect(between, there, "kald1", "198.51.100.", "2001:db8:1::");
      between.sysctl("net.ipv4.ip_forward=1");
      between.sysctl("net.ipv6.conf.all.forwarding=1");
      here.ip("route add 198.51.100.0/24 via 192.0.2.2");
      here.ip("route add 2001:db8:1::/64 via 2001:db8::2");
      there.ip("route add 192.0.2.0/24 via 198.51.100.1");
      there.ip("route add 2001:db8::/64 via 2001:db8:1::1");
      Egress one = new Egress(null, null, null, Egress.KERNEL, 1, Egress.KERNEL);
      Rejected rejected = (Rejected) lab.probe(lab.open(address, one)).outcome();
      assertThat(rejected.reason()).isEqualTo(Reason.TTL_EXCEEDED);
      String typeAndCode = address.indexOf(':') < 0 ? "11/0" : "3/0";
      assertThat(rejected.detail()).isEqualTo("ICMP " + typeAndCode + " from " + router);
      assertThat(lab.probe(address).outcome()).isInstanceOf(Answered.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true,  192.0.2.9,   3/1, 192.0.2.1",
    "false, 192.0.2.9,   3/1, 192.0.2.1",
    "true,  2001:db8::9, 1/3, 2001:db8::1",
    "false, 2001:db8::9, 1/3, 2001:db8::1"
  })
  void shouldSayThatThisMachineFoundNoNeighbour(
      boolean pingSocket, String address, String typeAndCode, String self) throws Exception {
    try (Netns here = Nets.create(pingSocket);
        Netns there = Nets.create(true)) {
      connect(here, there);
      here.sysctl("net.ipv4.neigh.kald0.retrans_time_ms=50");
      here.sysctl("net.ipv6.neigh.kald0.retrans_time_ms=50");
      // A link that comes up while it is watched is not trusted for a second.
      try (EchoLab lab = new EchoLab(here)) {
        Rejected rejected = (Rejected) lab.probe(address).outcome();
        assertThat(rejected.reason()).isEqualTo(Reason.HOST_UNREACHABLE);
        assertThat(rejected.detail())
            .isEqualTo("ICMP " + typeAndCode + " from " + self + " (this machine)");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldKeepEachTargetsErrorFromAllOthers(boolean pingSocket) throws Exception {
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      addresses.add("127.1." + i % 3 + "." + (1 + i / 3));
    }
    try (Netns net = Nets.create(pingSocket);
        EchoLab lab = new EchoLab(net)) {
      Nets.nft(
          net,
          "input",
          "ip daddr 127.1.1.0/24 icmp type echo-request reject with icmp type host-unreachable;"
              + " ip daddr 127.1.2.0/24 icmp type echo-request drop");
      for (int round = 0; round < 3; round++) {
        Map<String, ProbeResult> results = lab.probeAll(addresses, 400);
        results.forEach(
            (address, result) ->
                assertThat(result.outcome())
                    .as("%s %s", address, result)
                    .isInstanceOf(
                        switch (address.charAt(6)) {
                          case '0' -> Answered.class;
                          case '1' -> Rejected.class;
                          default -> Unanswered.class;
                        }));
        assertThat(results).hasSize(addresses.size());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBlameItselfForItsOwnFirewallAndForNothingElse(boolean pingSocket) throws Exception {
    List<String> addresses = new ArrayList<>();
    for (int i = 1; i < 200; i++) {
      addresses.add("127.1." + i % 2 + "." + i);
    }
    try (Netns net = Nets.create(pingSocket);
        EchoLab lab = new EchoLab(net)) {
      Nets.nft(net, "output", "ip daddr 127.1.1.0/24 drop");
      Map<String, ProbeResult> results = lab.probeAll(addresses, addresses.size());
      assertThat(results).hasSize(addresses.size());
      results.forEach(
          (address, result) -> {
            if (address.startsWith("127.1.0.")) {
              assertThat(result.outcome()).as(address).isInstanceOf(Answered.class);
            } else {
              assertThat(result.outcome())
                  .as(address)
                  .isEqualTo(
                      new NotProbed(Reason.NOT_PERMITTED, "send: EPERM (operation not permitted)"));
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBlameItselfForAMissingRoute(boolean pingSocket) throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoLab lab = new EchoLab(net)) {
      for (String address : List.of("192.0.2.1", "2001:db8::1")) {
        NotProbed missing = (NotProbed) lab.probe(address).outcome();
        assertThat(missing.reason()).isEqualTo(Reason.NO_ROUTE);
      }
      for (String kind : List.of("unreachable", "blackhole", "prohibit", "throw")) {
        net.ip("route add " + kind + " 192.0.2.0/24");
        NotProbed refused = (NotProbed) lab.probe("192.0.2.1").outcome();
        assertThat(refused.reason()).as("%s %s", kind, refused).isEqualTo(Reason.NO_ROUTE);
        net.ip("route delete " + kind + " 192.0.2.0/24");
      }
      for (String kind : List.of("unreachable", "blackhole", "prohibit")) {
        net.ip("route add " + kind + " 2001:db8::/64 metric 1");
        NotProbed refused = (NotProbed) lab.probe("2001:db8::1").outcome();
        assertThat(refused.reason()).as("%s %s", kind, refused).isEqualTo(Reason.NO_ROUTE);
        net.ip("route delete " + kind + " 2001:db8::/64 metric 1");
      }
      assertThat(((NotProbed) lab.probe("fe80::1").outcome()).reason()).isEqualTo(Reason.NO_ZONE);
      Prober prober = lab.open("127.0.0.1");
      assertThat(lab.probe(prober).outcome()).isInstanceOf(Answered.class);
    }
  }
}
