package io.kald.probe.tcp;

import static io.kald.probe.tcp.ProbeLoop.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Capture;
import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Netns;
import io.kald.probe.lab.Packet;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, seen by tcpdump on a loopback of its own. */
final class TcpWireTest {
  private static final String LOCAL = "127.0.0.1";
  private Netns netns;
  private Listeners server;

  @BeforeEach
  void start() {
    Netns.assumeUsable("tcpdump");
    netns = Netns.create();
    server = netns.call(() -> Listeners.accepting(LOCAL));
  }

  @AfterEach
  void stop() {
    if (netns != null) {
      server.close();
      netns.close();
    }
  }

  private Capture capture(int port) {
    return Capture.onLoopback(netns, "tcp port " + port);
  }

  /** The packets' flags, those of the server in brackets. */
  private static List<String> talk(List<Packet> packets, int port) {
    return packets.stream()
        .map(p -> p.targetPort() == port ? p.flags() : "[" + p.flags() + "]")
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"epoll, 0", "epoll, 1", "nio, 0"})
  void shouldResetAfterTheHandshake(String transport, int kept) {
    try (ProbeLoop loop = loop(transport, kept);
        Capture capture = capture(server.port())) {
      TcpProber prober = loop.open(ProbeLoop.spec(server.port(), TcpClose.RST), LOCAL);
      assertThat(loop.probe(prober, PATIENCE).outcome()).isInstanceOf(Answered.class);
      assertThat(talk(capture.packets(4), server.port())).containsExactly("S", "[S.]", ".", "R.");
      assertThat(loop.probe(prober, PATIENCE).outcome()).isInstanceOf(Answered.class);
      assertThat(talk(capture.packets(8), server.port()))
          .containsExactly("S", "[S.]", ".", "R.", "S", "[S.]", ".", "R.");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldLeaveTheApplicationAsleepWhenHalfOpen(int kept) throws Exception {
    try (ProbeLoop loop = loop("epoll", kept);
        Capture capture = capture(server.port())) {
      TcpProber prober = loop.open(ProbeLoop.spec(server.port(), TcpClose.HALF_OPEN), LOCAL);
      for (int i = 0; i < 3; i++) {
        assertThat(loop.probe(prober, PATIENCE).outcome()).isInstanceOf(Answered.class);
      }
      assertThat(talk(capture.packets(9), server.port()))
          .containsExactly("S", "[S.]", "R.", "S", "[S.]", "R.", "S", "[S.]", "R.");
      int known =
          netns.call(
              () -> {
                InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
                try (Socket socket = new Socket(local, server.port())) {
                  return socket.getLocalPort();
                }
              });
      // The queue is served in order: had a probe woken the server, it would stand before this one.
      server.awaitAccepted(1);
      assertThat(server.peers()).containsExactly(known);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldCloseInFullWithFin(String transport) {
    try (ProbeLoop loop = loop(transport, 1);
        Capture capture = capture(server.port())) {
      ProbeResult result = loop.probe(ProbeLoop.spec(server.port(), TcpClose.FIN), LOCAL, PATIENCE);
      assertThat(result.outcome()).isInstanceOf(Answered.class);
      server.hangUp(1);
      assertThat(talk(capture.packets(6), server.port()))
          .startsWith("S", "[S.]", ".", "F.")
          .endsWith("[F.]", ".")
          .doesNotContain("R", "R.", "[R]", "[R.]");
    }
  }

  @ParameterizedTest
  @CsvSource({"epoll, RST", "epoll, FIN", "epoll, HALF_OPEN", "nio, RST", "nio, FIN"})
  @Tag("slow")
  void shouldSendNothingMoreWhenItGivesUp(String transport, TcpClose close) {
    Listeners full = netns.call(() -> Listeners.full(LOCAL));
    try (ProbeLoop loop = loop(transport, 1);
        Capture capture = capture(full.port())) {
      ProbeResult result =
          loop.probe(ProbeLoop.spec(full.port(), close), LOCAL, TimeUnit.MILLISECONDS.toNanos(200));
      assertThat(result.outcome()).isInstanceOf(Unanswered.class);
      List<Packet> packets = capture.packets(1);
      assertThat(talk(packets, full.port())).containsExactly("S");
      assertThat(packets.get(0).sourcePort()).isEqualTo(result.sourcePort());
    } finally {
      full.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"RST, .", "FIN, .", "HALF_OPEN, ''"})
  void shouldResetAHandshakeThatWasTooLate(TcpClose close, String ack) {
    try (ProbeLoop loop = loop("epoll", 1);
        Capture capture = capture(server.port())) {
      TcpProber prober = loop.open(ProbeLoop.spec(server.port(), close), LOCAL);
      ProbeResult result =
          loop.on(
              () -> {
                prober.send(0, late -> {});
                return prober.expire(1); // no handshake is as short as a nanosecond
              });
      assertThat(result.outcome()).isInstanceOf(Unanswered.class);
      List<String> talk = talk(capture.packets(ack.isEmpty() ? 3 : 4), server.port());
      assertThat(talk).startsWith("S", "[S.]").endsWith("R.").doesNotContain("F", "F.");
    }
  }

  @Test
  void shouldMarkThePacketsAsAsked() {
    Egress egress = new Egress(null, null, "lo", 46, 33, 7);
    TcpSpec spec = new TcpSpec("target.test", server.port(), TcpClose.RST, Family.ANY, egress);
    try (ProbeLoop loop = loop("epoll", 1);
        Capture capture = capture(server.port())) {
      TcpProber prober = loop.open(spec, LOCAL);
      for (int i = 0; i < 2; i++) {
        assertThat(loop.probe(prober, PATIENCE).outcome()).isInstanceOf(Answered.class);
      }
      assertThat(capture.packets(8))
          .filteredOn(p -> p.targetPort() == server.port())
          .hasSize(6)
          .allSatisfy(
              p -> {
                assertThat(p.ip().dscp()).isEqualTo(46);
                assertThat(p.ip().ttl()).isEqualTo(33);
              });
    }
  }

  private ProbeLoop loop(String transport, int kept) {
    return "nio".equals(transport) ? ProbeLoop.nio(netns) : ProbeLoop.epoll(netns, kept);
  }
}
