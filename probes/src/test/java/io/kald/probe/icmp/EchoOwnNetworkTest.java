package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.lab.Await;
import io.kald.probe.lab.Netns;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults of this machine's own network, none of which is a target's. */
@Tag("slow")
final class EchoOwnNetworkTest {
  private static final String THERE = "192.0.2.2";
  private static final String THERE_SIX = "2001:db8::2";

  private Netns here;
  private Netns there;
  private EchoLab lab;

  @BeforeEach
  void start() throws Exception {
    here = Nets.create(true);
    there = Nets.create(true);
    Nets.connect(here, there, "kald0", "192.0.2.", "2001:db8::");
    lab = new EchoLab(here);
  }

  @AfterEach
  void stop() {
    if (lab != null) {
      lab.close();
    }
    if (here != null) {
      here.close();
      there.close();
    }
  }

  /** One probe that may take a fifth of a second. */
  private ProbeOutcome probe(String address) throws Exception {
    return probe(lab.open(address), 200).outcome();
  }

  private ProbeResult probe(Prober prober, long millis) throws Exception {
    CompletableFuture<ProbeResult> result = lab.ask(prober);
    try {
      return result.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return lab.on(() -> result.isDone() ? result.get() : prober.expire(millis * 1_000_000));
    }
  }

  private ProbeOutcome eventually(String address) throws Exception {
    return Await.value("not probed", () -> probe(address), NotProbed.class::isInstance);
  }

  private static void assertNotProbed(ProbeOutcome outcome, Reason reason) {
    assertThat(outcome)
        .isInstanceOfSatisfying(NotProbed.class, not -> assertThat(not.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @ValueSource(strings = {THERE, THERE_SIX})
  void shouldNotProbeOverALinkWithoutCarrier(String address) throws Exception {
    assertThat(lab.probe(address).outcome()).isInstanceOf(Answered.class);
    there.ip("link set kald0p down");
    assertNotProbed(eventually(address), Reason.NO_CARRIER);
  }

  /** What drops echoes drops the questions for hardware addresses as well, when they are due. */
  @ParameterizedTest
  @CsvSource({"192.0.2.2, 192.0.2.99", "2001:db8::2, 2001:db8::99"})
  void shouldNotTakeQuestionsThatItDroppedForATargetThatIsNotOnTheLink(
      String address, String nobody) throws Exception {
    assertThat(lab.probe(address).outcome()).isInstanceOf(Answered.class);
    here.sysctl("net.ipv4.neigh.kald0.retrans_time_ms=50");
    here.sysctl("net.ipv6.neigh.kald0.retrans_time_ms=50");
    here.run("tc", "qdisc", "add", "dev", "kald0", "root", "pfifo", "limit", "0");
    assertNotProbed(probe(address), Reason.NO_BUFFER);
    here.ip("neigh flush dev kald0");
    assertNotProbed(probe(lab.open(address), 10_000).outcome(), Reason.NO_BUFFER);
    assertNotProbed(probe(lab.open(address), 20).outcome(), Reason.NO_BUFFER);
    here.run("tc", "qdisc", "del", "dev", "kald0", "root");
    assertNotProbed(probe(lab.open(nobody), 10_000).outcome(), Reason.NO_BUFFER);
    assertThat(lab.probe(address).outcome()).isInstanceOf(Answered.class);
    assertThat(probe(lab.open(nobody), 10_000).outcome()).isInstanceOf(Rejected.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {THERE_SIX, "2001:db8:7::1"})
  void shouldMissTheAddressesOfAMachineWithoutIpv6(String address) throws Exception {
    here.sysctl("net.ipv6.conf.all.disable_ipv6=1");
    assertThat(probe(address))
        .isInstanceOfSatisfying(
            NotProbed.class,
            not -> assertThat(not.reason()).isIn(Reason.NO_ROUTE, Reason.SOURCE_ADDRESS_MISSING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "192.0.2.1"})
  void shouldNotProbeOverAnInterfaceThatIsSetDown(String address) throws Exception {
    here.ip("link set lo down");
    assertNotProbed(eventually(address), Reason.INTERFACE_DOWN);
  }

  @ParameterizedTest
  @CsvSource({"198.51.100.1, 192.0.2.77", "2001:db8:5::1, 2001:db8::77"})
  void shouldNotProbeBehindAGatewayThatDoesNotAnswer(String address, String gateway)
      throws Exception {
    here.ip("route add " + address + " via " + gateway);
    assertNotProbed(probe(address), Reason.NO_GATEWAY);
    here.sysctl("net.ipv4.neigh.kald0.retrans_time_ms=50");
    here.sysctl("net.ipv6.neigh.kald0.retrans_time_ms=50");
    assertNotProbed(probe(lab.open(address), 10_000).outcome(), Reason.NO_GATEWAY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.99", "2001:db8::99"})
  void shouldBlameATargetOnTheLinkThatHasNoNeighbourEntry(String nobody) throws Exception {
    assertThat(probe(nobody)).isInstanceOf(Unanswered.class);
    here.sysctl("net.ipv4.neigh.kald0.retrans_time_ms=50");
    here.sysctl("net.ipv6.neigh.kald0.retrans_time_ms=50");
    assertThat(probe(lab.open(nobody), 10_000).outcome()).isInstanceOf(Rejected.class);
  }

  @Test
  void shouldNotTakeAnswersWithAWrongChecksumForAFullBuffer() throws Exception {
    assertThat(lab.probe(THERE_SIX).outcome()).isInstanceOf(Answered.class);
    Nets.nft(there, "output", "icmpv6 type echo-reply icmpv6 checksum set 0x0bad");
    assertThat(probe(THERE_SIX)).isInstanceOf(Unanswered.class);
    assertThat(lab.counters.kernelDrops()).as("raw sockets count them").isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {THERE, THERE_SIX})
  void shouldNotProbeWhenItsQueueHasNoRoom(String address) throws Exception {
    assertThat(lab.probe(address).outcome()).isInstanceOf(Answered.class);
    here.run(
        "tc", "qdisc", "add", "dev", "kald0", "root", "tbf", "rate", "8bit", "burst", "10", "limit",
        "1");
    assertNotProbed(probe(address), Reason.NO_BUFFER);
  }

  @ParameterizedTest
  @ValueSource(strings = {THERE, THERE_SIX})
  void shouldNotProbeWhenAFilterOfItsOwnDropsTheEcho(String address) throws Exception {
    String protocol = address.equals(THERE) ? "icmp" : "icmpv6";
    Nets.nft(here, "output", protocol + " type echo-request drop");
    assertNotProbed(probe(address), Reason.NOT_PERMITTED);
  }
}
