package io.kald.probe.tcp;

import static io.kald.probe.tcp.ProbeLoop.PATIENCE;
import static io.kald.probe.tcp.ProbeLoop.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.probe.Egress;
import io.kald.probe.PortRange;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Listeners;
import io.kald.probe.net.Loops;
import io.kald.probe.time.NanoClock;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds on epoll and on NIO alike, on the loopback of any machine. */
final class TcpProbersTest {
  private static final String LOCAL = "127.0.0.1";
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(300);

  private static ProbeLoop loop(String transport) {
    if ("nio".equals(transport)) {
      return ProbeLoop.nio(null);
    }
    assumeTrue(Loops.nativeAvailable(), "not run: needs 64-bit Linux");
    return ProbeLoop.epoll();
  }

  @ParameterizedTest
  @CsvSource({"epoll, RST", "epoll, FIN", "epoll, HALF_OPEN", "nio, RST", "nio, FIN"})
  void shouldReportAnAnswerWithItsPort(String transport, TcpClose close) {
    try (ProbeLoop loop = loop(transport);
        Listeners server = Listeners.accepting(LOCAL)) {
      ProbeResult result = loop.probe(spec(server.port(), close), LOCAL, PATIENCE);
      assertThat(result.outcome()).isInstanceOf(Answered.class);
      assertThat(result.address()).isEqualTo(LOCAL);
      assertThat(result.endNanos() - result.sentNanos()).isPositive();
      assertThat(result.sentNanos() - result.dueNanos()).isNotNegative();
      assertThat(((Answered) result.outcome()).rttNanos())
          .isPositive()
          .isLessThanOrEqualTo(result.endNanos() - result.sentNanos());
      if (close != TcpClose.HALF_OPEN) {
        server.awaitAccepted(1);
        assertThat(server.peers()).containsExactly(result.sourcePort());
      }
    }
  }

  @Test
  void shouldReportWhatAListenerThrows() throws InterruptedException {
    try (ProbeLoop loop = loop("epoll");
        Listeners server = Listeners.accepting(LOCAL)) {
      TcpProber prober = loop.open(spec(server.port(), TcpClose.RST), LOCAL);
      CountDownLatch thrown = new CountDownLatch(1);
      loop.on(
          () -> {
            prober.send(
                NanoClock.SYSTEM.nanoTime(),
                result -> {
                  thrown.countDown();
                  throw new IllegalStateException("a bug");
                });
            return true;
          });
      assertThat(thrown.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(loop.on(() -> List.copyOf(loop.faults)))
          .singleElement()
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(TcpClose.class)
  void shouldAnswerAgainAndAgainFromOneProber(TcpClose close) {
    try (ProbeLoop loop = loop("epoll");
        Listeners server = Listeners.accepting(LOCAL)) {
      TcpProber prober = loop.open(spec(server.port(), close), LOCAL);
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        ProbeResult result = loop.probe(prober, PATIENCE);
        assertThat(result.outcome()).isInstanceOf(Answered.class);
        ports.add(result.sourcePort());
      }
      assertThat(ports).doesNotHaveDuplicates().allSatisfy(p -> assertThat(p).isPositive());
      if (close != TcpClose.HALF_OPEN) {
        server.awaitAccepted(5);
        assertThat(server.peers()).isEqualTo(ports);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldReportRefusedWhenNobodyListens(String transport) {
    try (ProbeLoop loop = loop(transport);
        Listeners nobody = Listeners.refusing(LOCAL)) {
      ProbeResult result = loop.probe(spec(nobody.port(), TcpClose.RST), LOCAL, PATIENCE);
      assertThat(result.outcome())
          .isInstanceOfSatisfying(
              Rejected.class,
              rejected -> {
                assertThat(rejected.reason()).isEqualTo(Reason.REFUSED);
                assertThat(rejected.afterNanos()).isPositive();
              });
      assertThat(result.sourcePort()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldReportUnansweredWhenTheBacklogIsFull(String transport) {
    try (ProbeLoop loop = loop(transport);
        Listeners server = Listeners.full(LOCAL)) {
      ProbeResult result = loop.probe(spec(server.port(), TcpClose.RST), LOCAL, SHORT);
      assertThat(result.outcome()).isInstanceOf(Unanswered.class);
      assertThat(((Unanswered) result.outcome()).afterNanos()).isGreaterThanOrEqualTo(SHORT);
      assertThat(result.sourcePort()).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource({"epoll, RST", "epoll, FIN", "epoll, HALF_OPEN", "nio, RST"})
  void shouldTakeAServerThatHangsUpForAnswered(String transport, TcpClose close) {
    try (ProbeLoop loop = loop(transport);
        Listeners server = Listeners.closingAtOnce(LOCAL, false)) {
      TcpProber prober = loop.open(spec(server.port(), close), LOCAL);
      for (int i = 0; i < 10; i++) {
        assertThat(loop.probe(prober, PATIENCE).outcome()).isInstanceOf(Answered.class);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"epoll, RST", "epoll, FIN", "epoll, HALF_OPEN", "nio, RST"})
  void shouldProbeIpv6(String transport, TcpClose close) throws Exception {
    NetworkInterface lo =
        NetworkInterface.getByInetAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    assumeTrue(
        lo.inetAddresses().anyMatch(Inet6Address.class::isInstance), "not run: needs IPv6 on lo");
    try (ProbeLoop loop = loop(transport);
        Listeners server = Listeners.accepting("::1")) {
      ProbeResult result = loop.probe(spec(server.port(), close), "::1", PATIENCE);
      assertThat(result.outcome()).isInstanceOf(Answered.class);
      assertThat(result.address()).isEqualTo("::1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldSeeAnAnswerThatArrivedWhileNobodyLooked(String transport) {
    try (ProbeLoop loop = loop(transport);
        Listeners server = Listeners.accepting(LOCAL)) {
      TcpProber prober = loop.open(spec(server.port(), TcpClose.RST), LOCAL);
      ProbeResult result =
          loop.on(
              () -> {
                prober.send(0, late -> {});
                server.awaitAccepted(1);
                return prober.expire(PATIENCE);
              });
      assertThat(result.outcome()).isInstanceOf(Answered.class);
      assertThat(result.sourcePort()).isEqualTo(server.peers().get(0));
      assertThat(loop.probe(prober, PATIENCE).outcome()).isInstanceOf(Answered.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldSeeARefusalThatArrivedWhileNobodyLooked(String transport) {
    try (ProbeLoop loop = loop(transport);
        Listeners nobody = Listeners.refusing(LOCAL)) {
      TcpProber prober = loop.open(spec(nobody.port(), TcpClose.RST), LOCAL);
      // On the loopback the refusal is there before connect returns.
      ProbeResult result =
          loop.on(
              () -> {
                prober.send(0, late -> {});
                return prober.expire(PATIENCE);
              });
      assertThat(((Rejected) result.outcome()).reason()).isEqualTo(Reason.REFUSED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldTellTheListenerNothingAfterClose(String transport) {
    try (ProbeLoop loop = loop(transport);
        Listeners server = Listeners.accepting(LOCAL)) {
      TcpProber prober = loop.open(spec(server.port(), TcpClose.RST), LOCAL);
      List<ProbeResult> told = new ArrayList<>();
      loop.on(
          () -> {
            prober.send(0, told::add);
            prober.close();
            return true;
          });
      ProbeResult later = loop.probe(spec(server.port(), TcpClose.RST), LOCAL, PATIENCE);
      assertThat(later.outcome()).isInstanceOf(Answered.class);
      assertThat(told).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldNotTakeAConnectionToItselfForAnAnswer(String transport) {
    int port;
    try (Listeners nobody = Listeners.refusing(LOCAL)) {
      port = nobody.port();
    }
    try (ProbeLoop loop = loop(transport)) {
      ProbeResult result =
          loop.probe(
              ProbeLoop.from(new PortRange(port, port), port, TcpClose.RST), LOCAL, PATIENCE);
      assertThat(result.outcome())
          .isInstanceOfSatisfying(
              Rejected.class,
              rejected -> {
                assertThat(rejected.reason()).isEqualTo(Reason.REFUSED);
                assertThat(rejected.detail()).contains("itself");
              });
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldNotProbeFromAnAddressThatIsNotHere(String transport) {
    Egress egress = new Egress("192.0.2.1", null, null, Egress.KERNEL, Egress.KERNEL, -1);
    try (ProbeLoop loop = loop(transport)) {
      ProbeResult result = loop.probe(ProbeLoop.from(egress, 80), LOCAL, PATIENCE);
      assertThat(((NotProbed) result.outcome()).reason()).isEqualTo(Reason.SOURCE_ADDRESS_MISSING);
      assertThat(result.sourcePort()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldProbeFromTheGivenAddressAgainAndAgain(String transport) {
    Egress egress = new Egress("127.3.2.1", null, null, Egress.KERNEL, Egress.KERNEL, -1);
    try (ProbeLoop loop = loop(transport);
        Listeners server = Listeners.accepting(LOCAL)) {
      TcpProber prober = loop.open(ProbeLoop.from(egress, server.port()), LOCAL);
      for (int i = 1; i <= 3; i++) {
        assertThat(loop.probe(prober, PATIENCE).outcome()).isInstanceOf(Answered.class);
        server.awaitAccepted(i);
      }
      assertThat(server.peerAddresses()).containsOnly("127.3.2.1");
    }
  }

  @Test
  void shouldSayWhatNioCannotSet() {
    Egress egress = new Egress(null, null, null, 46, Egress.KERNEL, Egress.KERNEL);
    try (ProbeLoop loop = loop("nio")) {
      assertThat(loop.probe(ProbeLoop.from(egress, 80), LOCAL, PATIENCE).outcome())
          .isEqualTo(
              new NotProbed(
                  Reason.NOT_PERMITTED,
                  "device, dscp, ttl, mark and syn-retries need the native transport"));
    }
  }

  @Test
  void shouldCloseWithResetWhenHalfOpenIsNotToBeHad() {
    try (ProbeLoop loop = loop("nio");
        Listeners server = Listeners.accepting(LOCAL)) {
      ProbeResult result =
          loop.probe(ProbeLoop.spec(server.port(), TcpClose.HALF_OPEN), LOCAL, PATIENCE);
      assertThat(result.outcome()).isInstanceOf(Answered.class);
      server.awaitAccepted(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldRefuseMisuse(String transport) {
    try (ProbeLoop loop = loop(transport);
        Listeners server = Listeners.full(LOCAL)) {
      assertThatThrownBy(() -> loop.open(spec(80, TcpClose.RST), "localhost"))
          .hasRootCauseMessage("address: localhost (expected: numeric)");
      TcpProber prober = loop.open(spec(server.port(), TcpClose.RST), LOCAL);
      loop.on(
          () -> {
            assertThatThrownBy(() -> prober.expire(1)).hasMessageContaining("no probe");
            prober.send(0, result -> {});
            assertThatThrownBy(() -> prober.send(0, result -> {})).hasMessageContaining("is out");
            return true;
          });
    }
  }
}
