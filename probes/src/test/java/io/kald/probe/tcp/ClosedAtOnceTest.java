package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.FactKey;
import io.kald.probe.Family;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.ResetIs;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Listeners;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that complete the handshake and close the connection before kald does. */
final class ClosedAtOnceTest {
  private static final String LOCAL = "127.0.0.1";
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long BUSY = SECOND / 50;

  /** Whether kald or the server closes first is chance here; what it is called is not. */
  @ParameterizedTest
  @CsvSource({
    "epoll, RST, ANSWERED",
    "epoll, FIN, ANSWERED",
    "epoll, HALF_OPEN, ANSWERED",
    "nio, RST, ANSWERED",
    "nio, FIN, ANSWERED",
    "epoll, RST, REJECTED",
    "epoll, FIN, REJECTED",
    "nio, RST, REJECTED",
    "nio, FIN, REJECTED",
  })
  void shouldCallAResetTheSameEveryTime(String transport, TcpClose close, ResetIs resetIs) {
    try (ProbeLoop loop = loop(transport);
        Listeners server = Listeners.closingAtOnce(LOCAL, true)) {
      TcpProber prober = loop.open(spec(server.port(), close, resetIs), LOCAL);
      int probes = resetIs == ResetIs.ANSWERED ? 100 : 20;
      for (int i = 0; i < probes; i++) {
        ProbeOutcome outcome = loop.probe(prober, 5 * SECOND).outcome();
        if (resetIs == ResetIs.ANSWERED) {
          assertThat(outcome).isInstanceOf(Answered.class);
        } else {
          assertThat(outcome)
              .isInstanceOfSatisfying(
                  Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.RESET));
        }
      }
      assertThat(loop.faults).isEmpty();
    }
  }

  /** The reset is there before the loop wakes; kald looks because of it, or because of the time. */
  @ParameterizedTest
  @CsvSource({
    "epoll, RST, true, false",
    "epoll, RST, true, true",
    "epoll, FIN, true, false",
    "epoll, FIN, true, true",
    "epoll, RST, false, false",
    "epoll, FIN, false, true",
    "nio, RST, true, false",
    "nio, FIN, true, true",
  })
  void shouldNoteThatTheTargetClosedFirstAndKeepTheTrueTime(
      String transport, TcpClose close, boolean reset, boolean timeUp) {
    try (ProbeLoop loop = loop(transport);
        Listeners server = Listeners.closingAtOnce(LOCAL, reset)) {
      TcpProber prober = loop.open(spec(server.port(), close, ResetIs.ANSWERED), LOCAL);
      ProbeResult result = closedBefore(loop, prober, server, timeUp);
      assertThat(result.outcome())
          .isInstanceOfSatisfying(
              Answered.class,
              answered -> {
                long took = result.endNanos() - result.sentNanos();
                assertThat(took).isGreaterThan(BUSY);
                if (transport.equals("epoll")) {
                  assertThat(answered.rttNanos()).isBetween(1L, took - BUSY);
                }
              });
      assertThat(result.facts().has(FactKey.CLOSED_AT_ONCE)).isTrue();
      assertThat(result.detail()).isEqualTo("closed-at-once");
      assertThat(result.sourcePort()).isPositive();
      assertThat(loop.on(prober::ports).inUse()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"epoll, RST", "epoll, FIN", "nio, RST"})
  void shouldRejectAResetThatIsThereWhenItLooks(String transport, TcpClose close) {
    try (ProbeLoop loop = loop(transport);
        Listeners server = Listeners.closingAtOnce(LOCAL, true)) {
      TcpProber prober = loop.open(spec(server.port(), close, ResetIs.REJECTED), LOCAL);
      ProbeResult result = closedBefore(loop, prober, server, false);
      assertThat(result.outcome()).isInstanceOf(Rejected.class);
      assertThat(result.outcome().reason()).isEqualTo(Reason.RESET);
      assertThat(result.detail()).isEqualTo("closed-at-once");
    }
  }

  /** Where a reset is a failure, one that does not come must be waited for, and one moment only. */
  @ParameterizedTest
  @CsvSource({
    "epoll, RST, true",
    "epoll, FIN, true",
    "epoll, HALF_OPEN, false",
    "nio, RST, true",
  })
  void shouldHoldAConnectionThatMayStillBeReset(String transport, TcpClose close, boolean holds) {
    try (ProbeLoop loop = loop(transport);
        Listeners server = Listeners.accepting(LOCAL)) {
      TcpProber prober = loop.open(spec(server.port(), close, ResetIs.REJECTED), LOCAL);
      for (int i = 0; i < 3; i++) {
        ProbeResult result = loop.probe(prober, 5 * SECOND);
        assertThat(result.outcome()).isInstanceOf(Answered.class);
        long took = result.endNanos() - result.sentNanos();
        assertThat(took >= EpollTcpProber.HOLD_NANOS).isEqualTo(holds);
        assertThat(((Answered) result.outcome()).rttNanos())
            .isLessThanOrEqualTo(holds ? took - EpollTcpProber.HOLD_NANOS : took);
      }
    }
  }

  /** A time-out within the moment: the handshake was there, and no reset. */
  @ParameterizedTest
  @CsvSource({"epoll", "nio"})
  void shouldTakeWhatItHoldsForAnsweredWhenTheTimeIsUp(String transport) {
    try (ProbeLoop loop = loop(transport);
        Listeners server = Listeners.accepting(LOCAL)) {
      TcpProber prober = loop.open(spec(server.port(), TcpClose.RST, ResetIs.REJECTED), LOCAL);
      assertThat(loop.probe(prober, SECOND / 50).outcome()).isInstanceOf(Answered.class);
      assertThat(loop.probe(prober, 5 * SECOND).outcome()).isInstanceOf(Answered.class);
      assertThat(loop.faults).isEmpty();
    }
  }

  /** A RST that answers the SYN is no answer, whatever is configured. */
  @ParameterizedTest
  @CsvSource({
    "epoll, ANSWERED",
    "epoll, REJECTED",
    "nio, ANSWERED",
    "nio, REJECTED",
  })
  void shouldStillCallARefusalRefused(String transport, ResetIs resetIs) {
    try (ProbeLoop loop = loop(transport);
        Listeners nobody = Listeners.refusing(LOCAL)) {
      TcpProber prober = loop.open(spec(nobody.port(), TcpClose.RST, resetIs), LOCAL);
      for (int i = 0; i < 10; i++) {
        assertThat(loop.probe(prober, 5 * SECOND).outcome())
            .isInstanceOfSatisfying(
                Rejected.class, r -> assertThat(r.reason()).isEqualTo(Reason.REFUSED));
      }
    }
  }

  /** Asks, and lets the loop look only when the server has closed. */
  private static ProbeResult closedBefore(
      ProbeLoop loop, TcpProber prober, Listeners server, boolean timeUp) {
    // The server counts what it has closed.
    return loop.probeBusy(prober, () -> server.awaitAccepted(1), BUSY, timeUp);
  }

  private static ProbeLoop loop(String transport) {
    return transport.equals("epoll") ? ProbeLoop.epoll() : ProbeLoop.nio(null);
  }

  private static TcpSpec spec(int port, TcpClose close, ResetIs resetIs) {
    return new TcpSpec(
        "target.test", port, close, resetIs, Family.ANY, Egress.DEFAULT, Egress.KERNEL);
  }
}
