package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Routed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An own interface that is lost while a route by another one covers the target. */
@Tag("slow")
final class OtherInterfaceTest {
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(300);

  private final AtomicLong aheadNanos = new AtomicLong();
  private Routed net;
  private ProbeLoop loop;

  @BeforeEach
  void start() {
    net = Routed.create();
    net.addSecondWay();
    loop = ProbeLoop.in(net.here, true, aheadNanos);
  }

  @AfterEach
  void stop() {
    if (net != null) {
      loop.close();
      net.close();
    }
  }

  private TcpProber prober(String transport, Listeners server, String address) {
    loop.close();
    loop = ProbeLoop.in(net.here, transport.equals("epoll"), aheadNanos);
    return loop.open(ProbeLoop.spec(server.port(), TcpClose.RST), address);
  }

  private Listeners server(String address) {
    return net.far.call(() -> Listeners.accepting(address));
  }

  private void lose(String how) {
    if (how.equals("down")) {
      net.here.ip("link set eth0 down");
    } else {
      net.router.ip("link set eth0 down");
    }
    loop.awaitReports(net.here);
  }

  @ParameterizedTest
  @CsvSource({
    "epoll, 10.80.0.2,      down",
    "epoll, 10.80.0.2,      unplugged",
    "epoll, 2001:db8:80::2, down",
    "nio,   10.80.0.2,      down"
  })
  void shouldNotBlameATargetThatAnsweredByAnInterfaceThatIsLost(
      String transport, String address, String how) {
    net.cutSecondWay();
    try (Listeners server = server(address)) {
      TcpProber prober = prober(transport, server, address);
      assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
      lose(how);
      for (int i = 0; i < 4; i++) {
        assertOwn(loop.probe(prober, SHORT).outcome());
        aheadNanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
      }
      aheadNanos.addAndGet(TimeUnit.HOURS.toNanos(1));
      assertThat(loop.probe(prober, SHORT).outcome()).isInstanceOf(Unanswered.class);
    }
  }

  private static void assertOwn(ProbeOutcome outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            NotProbed.class,
            not ->
                assertThat(not.reason())
                    .as("%s", not)
                    .isIn(
                        Reason.INTERFACE_DOWN,
                        Reason.NO_CARRIER,
                        Reason.SOURCE_ADDRESS_MISSING,
                        Reason.ROUTE_CHANGED));
  }

  @ParameterizedTest
  @CsvSource({"epoll, 10.80.0.2", "epoll, 2001:db8:80::2", "nio,   10.80.0.2"})
  void shouldBlameATargetThatHasAnsweredByTheOther(String transport, String address) {
    try (Listeners server = server(address)) {
      TcpProber prober = prober(transport, server, address);
      assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
      lose("down");
      assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
      net.cutSecondWay();
      aheadNanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
      assertThat(loop.probe(prober, SHORT).outcome()).isInstanceOf(Unanswered.class);
    }
  }
}
