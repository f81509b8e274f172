package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.FactKey;
import io.kald.probe.Family;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.ResetIs;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Capture;
import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Netns;
import io.kald.probe.lab.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often a SYN is sent again, by the packets. */
@Tag("slow")
final class SynRetriesTest {
  private static final String LOCAL = "127.0.0.1";
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private Netns netns;

  @BeforeEach
  void start() {
    Netns.assumeUsable("nft", "tcpdump");
    netns = Netns.create();
  }

  @AfterEach
  void stop() {
    if (netns != null) {
      netns.close();
    }
  }

  private static TcpSpec spec(int port, int retries) {
    return new TcpSpec(
        "t.test", port, TcpClose.RST, ResetIs.ANSWERED, Family.ANY, Egress.DEFAULT, retries);
  }

  private void rules(String... rules) {
    netns.nft("add table inet t");
    netns.nft("add chain inet t c { type filter hook input priority 0; }");
    for (String rule : rules) {
      netns.nft("add rule inet t c " + rule);
    }
  }

  /** Whatever the kernel's own setting: it is higher for the first, lower for the second. */
  @ParameterizedTest
  @CsvSource({"1, 6", "2, 1", "3, 6"})
  void shouldSendTheSynAgainAsOftenAsConfiguredAndNotOftener(int retries, int kernels)
      throws Exception {
    netns.sysctl("net.ipv4.tcp_syn_retries=" + kernels);
    rules("tcp dport 80 drop");
    try (ProbeLoop loop = ProbeLoop.epoll(netns, 1);
        Capture capture = Capture.onLoopback(netns, "tcp port 80")) {
      ProbeResult result = loop.probe(spec(80, retries), LOCAL, 9 * SECOND);
      assertThat(result.outcome()).isInstanceOf(Unanswered.class);
      assertThat(result.facts().count(FactKey.SYN_RETRANSMITS)).isEqualTo(retries);
      assertThat(capture.packets(1 + retries)).hasSize(1 + retries);
    }
  }

  @Test
  void shouldSendOneSynWhereNoneMayFollow() throws Exception {
    rules("tcp dport 80 drop");
    try (ProbeLoop loop = ProbeLoop.epoll(netns, 1);
        Capture capture = Capture.onLoopback(netns, "tcp port 80")) {
      TcpSpec once = spec(80, 0);
      TcpSpec kernels = spec(80, Egress.KERNEL);
      TcpProber prober = loop.open(once, LOCAL);
      List<Integer> inTime = new ArrayList<>();
      for (int i = 0; i < 20 && inTime.size() < 3; i++) {
        ProbeResult result = loop.probe(prober, once.mostNanos());
        assertThat(result.outcome()).isInstanceOf(Unanswered.class);
        // A busy machine may have held the test up until the kernel had sent the second one.
        if (result.endNanos() - result.sentNanos() < 19 * SECOND / 20) {
          assertThat(result.facts().count(FactKey.SYN_RETRANSMITS)).isZero();
          inTime.add(result.sourcePort());
        }
      }
      assertThat(inTime).hasSize(3).doesNotHaveDuplicates();
      // Beside it the kernel sends one again: by then a second SYN would have been seen.
      ProbeResult again = loop.probe(kernels, LOCAL, 3 * SECOND / 2);
      assertThat(again.facts().count(FactKey.SYN_RETRANSMITS)).isPositive();
      List<Packet> packets = capture.packets(5);
      for (int port : inTime) {
        assertThat(packets).filteredOn(packet -> packet.sourcePort() == port).hasSize(1);
      }
      assertThat(packets)
          .filteredOn(packet -> packet.sourcePort() == again.sourcePort())
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void shouldTellHowOftenTheSynOfAnAnsweredProbeWasSentAgain() throws Exception {
    Listeners server = netns.call(() -> Listeners.accepting(LOCAL));
    rules(
        "tcp dport "
            + server.port()
            + " tcp flags & (syn | ack) == syn limit rate over 1/hour"
            + " burst 1 packets accept",
        "tcp dport " + server.port() + " tcp flags & (syn | ack) == syn drop");
    try (server;
        ProbeLoop loop = ProbeLoop.epoll(netns, 1)) {
      TcpProber prober = loop.open(spec(server.port(), Egress.KERNEL), LOCAL);
      ProbeResult first = loop.probe(prober, 4 * SECOND);
      assertThat(first.outcome()).isInstanceOf(Answered.class);
      assertThat(first.facts().count(FactKey.SYN_RETRANSMITS)).isEqualTo(1);
      ProbeResult second = loop.probe(prober, 4 * SECOND);
      assertThat(second.outcome()).isInstanceOf(Answered.class);
      assertThat(second.facts().count(FactKey.SYN_RETRANSMITS))
          .as("on a socket that was kept")
          .isZero();
    }
  }

  @Test
  void shouldNotPromiseWhatNioCannotKeep() {
    try (ProbeLoop loop = ProbeLoop.nio(netns)) {
      assertThat(loop.probe(spec(80, 2), LOCAL, SECOND).outcome()).isInstanceOf(NotProbed.class);
    }
  }

  /** Linux 6.5 and later, older ones, and one set otherwise. */
  @ParameterizedTest
  @CsvSource({
    "1, 4, 1950",
    "5, 4, 6950",
    "6, 4, 10950",
    "4, 4, 4950",
    "1, 0, 2950",
    "2, 0, 6950",
    "6, 0, 126950",
    "2, 1, 3950"
  })
  void shouldEndAheadOfTheSynThatWouldBeOneTooMany(int retries, int linear, int millis) {
    assertThat(SynTimes.userTimeoutMillis(retries, linear)).isEqualTo(millis);
  }
}
