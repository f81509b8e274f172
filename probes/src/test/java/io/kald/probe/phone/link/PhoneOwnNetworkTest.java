package io.kald.probe.phone.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.PhoneDetection.Kind;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PhoneTimers;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.Reason;
import io.kald.probe.lab.Netns;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of this machine's own network, for none of which a phone may blame a node. */
final class PhoneOwnNetworkTest {
  private static final long MILLI = 1_000_000L;
  private static final String GATEWAY = "10.9.0.254";
  private static final String FAR = "10.8.0.2";

  /** A path that delivers nothing is given up 1 s after the KeepAlive. */
  private static final Geometric QUICK =
      new Geometric(1.66, 4, 100 * MILLI, 100 * MILLI, 100 * MILLI);

  private static final PhoneTimers TIMERS =
      new PhoneTimers(
          2_000 * MILLI, 1_000 * MILLI, 500 * MILLI, 500 * MILLI, 500 * MILLI, 60_000 * MILLI);

  private Netns here;
  private Netns there;
  private final List<ScriptedNode> nodes = new ArrayList<>();

  @BeforeEach
  void start() {
    Netns.assumeUsable("nft", "tc");
    here = Netns.create();
    there = Netns.create();
    here.cable("10.9.0.1/24,fd09::1/64", there, "10.9.0.2/24,fd09::2/64," + GATEWAY + "/24");
    there.ip("addr add " + FAR + "/32 dev lo");
    here.ip("route add " + FAR + " via " + GATEWAY);
  }

  @AfterEach
  void stop() {
    nodes.forEach(ScriptedNode::close);
    if (here != null) {
      here.close();
      there.close();
    }
  }

  private PhoneLab phone(String address) {
    for (int i = 0; i < 2; i++) {
      nodes.add(there.call(() -> new ScriptedNode(ServerSocketFactory.getDefault(), address)));
    }
    PhoneSpec spec =
        new PhoneSpec(
            PhoneLab.DEVICE,
            List.of(
                new PhoneNode("n0", address, nodes.get(0).port()),
                new PhoneNode("n1", address, nodes.get(1).port())),
            null,
            TIMERS,
            new PhoneDetection(Kind.NORMAL, false, QUICK, 3),
            null,
            Egress.DEFAULT);
    return PhoneLab.in(here, spec);
  }

  /**
   * Lets it be registered, breaks this machine until attempts have failed at both, and mends it.
   */
  private void surviving(PhoneLab lab, Runnable fault, Runnable mend, Set<Reason> reasons) {
    lab.until("ALIVE").until("standby n1");
    fault.run();
    lab.until("unregistered n0 this machine: ");
    lab.until("not probed n0");
    lab.until("not probed n1");
    assertBlameless(lab);
    int before = lab.told.size();
    mend.run();
    lab.await(() -> lab.told.lastIndexOf("ALIVE") >= before, "the registration", 20);
    assertBlameless(lab);
    assertThat(reasons(lab)).isNotEmpty().isSubsetOf(reasons);
  }

  private static void assertBlameless(PhoneLab lab) {
    assertThat(lab.told)
        .contains("DYING")
        .doesNotContain("DOWN")
        .noneMatch(told -> told.startsWith("failed") || told.startsWith("failover"))
        .noneMatch(told -> told.startsWith("lost"));
  }

  private static Set<Reason> reasons(PhoneLab lab) {
    return lab.probes.stream()
        .map(probe -> probe.outcome())
        .filter(ProbeOutcome.NotProbed.class::isInstance)
        .map(outcome -> ((ProbeOutcome.NotProbed) outcome).reason())
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Reason.class)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.9.0.2", "fd09::2", FAR})
  void shouldNotBlameNodesForALostCarrier(String address) {
    try (PhoneLab lab = phone(address)) {
      surviving(
          lab,
          () -> there.ip("link set eth0 down"),
          () -> {
            there.ip("link set eth0 up");
            if (address.indexOf(':') >= 0) {
              there.ip("addr replace " + address + "/64 dev eth0 nodad");
            }
          },
          EnumSet.of(Reason.NO_CARRIER));
    }
  }

  @Test
  void shouldNotBlameNodesForAnInterfaceThatIsDown() {
    try (PhoneLab lab = phone("10.9.0.2")) {
      surviving(
          lab,
          () -> here.ip("link set eth0 down"),
          () -> here.ip("link set eth0 up"),
          EnumSet.of(Reason.INTERFACE_DOWN, Reason.NO_ROUTE));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.9.0.2", "fd09::2"})
  void shouldNotBlameNodesForItsOwnFilter(String address) {
    try (PhoneLab lab = phone(address)) {
      surviving(
          lab,
          () ->
              here.nft(
                  "table inet own { chain c { type filter hook output priority 0;"
                      + " meta l4proto tcp drop; }; }"),
          () -> here.nft("delete table inet own"),
          EnumSet.of(Reason.NOT_PERMITTED));
    }
  }

  @Test
  void shouldNotBlameNodesForItsOwnFilterThatRejects() {
    here.nft(
        "table inet own { chain c { type filter hook output priority 0;"
            + " meta l4proto tcp reject with icmpx type admin-prohibited; }; }");
    try (PhoneLab lab = phone("10.9.0.2")) {
      lab.until("not probed n0 not-permitted").until("not probed n1 not-permitted");
      here.nft("delete table inet own");
      lab.until("ALIVE");
      assertThat(lab.told).doesNotContain("DOWN").noneMatch(told -> told.startsWith("failed"));
    }
  }

  @Test
  void shouldNotBlameNodesForItsOwnQueue() {
    try (PhoneLab lab = phone("10.9.0.2")) {
      surviving(
          lab,
          () ->
              here.run(
                  "tc", "qdisc", "add", "dev", "eth0", "root", "tbf", "rate", "8bit", "burst", "10",
                  "limit", "1"),
          () -> here.run("tc", "qdisc", "del", "dev", "eth0", "root"),
          EnumSet.of(Reason.NO_BUFFER, Reason.NOT_PERMITTED));
    }
  }

  @Test
  void shouldNotBlameNodesForARouteThatIsGone() {
    try (PhoneLab lab = phone(FAR)) {
      surviving(
          lab,
          () -> here.ip("route del " + FAR),
          () -> here.ip("route add " + FAR + " via " + GATEWAY),
          EnumSet.of(Reason.NO_ROUTE, Reason.ROUTE_CHANGED));
    }
  }

  @Test
  void shouldNotBlameNodesForAGatewayThatDoesNotAnswer() {
    try (PhoneLab lab = phone(FAR)) {
      surviving(
          lab,
          () -> {
            there.ip("addr del " + GATEWAY + "/24 dev eth0");
            here.ip("neigh flush to " + GATEWAY);
          },
          () -> there.ip("addr add " + GATEWAY + "/24 dev eth0"),
          // A report that comes when the gateway is back looks like a filter's.
          EnumSet.of(Reason.NO_GATEWAY, Reason.NOT_PERMITTED));
    }
  }

  @Test
  void shouldBlameNodesThatAreSilentWhileThisMachineIsInOrder() {
    try (PhoneLab lab = phone("10.9.0.2")) {
      lab.until("ALIVE").until("standby n1");
      there.nft("table inet gone { chain c { type filter hook input priority 0; drop; }; }");
      lab.until("lost n0").until("failover n0 ->  TCP-timeout").until("DOWN");
      assertThat(reasons(lab)).isEmpty();
    }
  }
}
