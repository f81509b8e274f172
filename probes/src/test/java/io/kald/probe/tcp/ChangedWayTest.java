package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Await;
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

/** Own routes and addresses that are others, and there, than when the target last answered. */
@Tag("slow")
final class ChangedWayTest {
  private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  private final AtomicLong aheadNanos = new AtomicLong();
  private Routed net;
  private ProbeLoop loop;

  @BeforeEach
  void start() {
    net = Routed.create();
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

  private ProbeOutcome probe(TcpProber prober) {
    return loop.probe(prober, SHORT).outcome();
  }

  private void assertAnswered(TcpProber prober) {
    assertThat(loop.probe(prober, 10 * SHORT).outcome()).isInstanceOf(Answered.class);
  }

  /** What has changed is reported by then, and was so before the next probe. */
  private void settle() {
    loop.awaitReports(net.here);
    aheadNanos.addAndGet(10 * SECOND);
  }

  private void assertExcusedForAnHour(TcpProber prober) {
    for (int i = 0; i < 3; i++) {
      assertThat(probe(prober))
          .isInstanceOfSatisfying(
              NotProbed.class,
              not -> assertThat(not.reason()).as("%s", not).isEqualTo(Reason.ROUTE_CHANGED));
      aheadNanos.addAndGet(10 * SECOND);
    }
    aheadNanos.addAndGet(HOUR);
    assertThat(probe(prober)).isInstanceOf(Unanswered.class);
  }

  private void deprefer(String target) {
    boolean six = target.contains(":");
    String other = six ? "2001:db8:79::10" : "10.79.0.10";
    net.here.ip("addr add " + other + (six ? "/64 dev eth0 nodad" : "/24 dev eth0"));
    if (six) {
      net.here.ip("addr change " + Routed.OWN_SIX + " dev eth0 preferred_lft 0");
    } else {
      net.here.ip("route replace default via " + Routed.ROUTER_FOUR + " src " + other);
    }
  }

  @ParameterizedTest
  @CsvSource({"epoll, 10.80.0.2", "epoll, 2001:db8:80::2", "nio,   10.80.0.2"})
  void shouldNotBlameATargetForAnotherSourceThanTheOneItAnswered(String transport, String target) {
    net.dropAtRouter(target.contains(":") ? "2001:db8:79::10" : "10.79.0.10");
    try (Listeners server = server(target)) {
      TcpProber prober = prober(transport, server, target);
      assertAnswered(prober);
      deprefer(target);
      settle();
      assertExcusedForAnHour(prober);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldBlameATargetThatHasAnsweredTheNewSource(String transport) {
    try (Listeners server = server(Routed.FAR_FOUR)) {
      TcpProber prober = prober(transport, server, Routed.FAR_FOUR);
      assertAnswered(prober);
      deprefer(Routed.FAR_FOUR);
      settle();
      assertAnswered(prober);
      net.dropAtRouter("10.79.0.10");
      assertThat(probe(prober)).isInstanceOf(Unanswered.class);
    }
  }

  private void addRoute(String target, String protocol) {
    boolean six = target.contains(":");
    net.here.ip(
        (six ? "-6 " : "")
            + "route add "
            + target
            + (six ? " dev eth0 via " + Routed.ROUTER_SIX : " via " + Routed.ROUTER_FOUR)
            + " proto "
            + protocol);
  }

  /** The default route leads to a neighbour that answers ARP and forwards nothing. */
  private void misleadDefaultRoute() {
    net.here.ip("route replace default via 10.90.0.254");
    net.here.ip("-6 route replace default via 2001:db8:90::fe");
  }

  private void withdraw(String target) {
    net.here.ip((target.contains(":") ? "-6 " : "") + "route del " + target);
  }

  @ParameterizedTest
  @CsvSource({
    "epoll, 10.80.0.2,      boot",
    "epoll, 10.80.0.2,      static",
    "epoll, 10.80.0.2,      dhcp",
    "epoll, 2001:db8:80::2, static",
    "nio,   10.80.0.2,      static"
  })
  void shouldNotBlameATargetWhoseRouteWasWithdrawn(
      String transport, String target, String protocol) {
    net.addSecondWay();
    net.cutSecondWay();
    addRoute(target, protocol);
    misleadDefaultRoute();
    try (Listeners server = server(target)) {
      TcpProber prober = prober(transport, server, target);
      assertAnswered(prober);
      withdraw(target);
      settle();
      assertExcusedForAnHour(prober);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bgp", "bird"})
  void shouldBlameATargetWhoseRouteARoutingDaemonWithdraws(String protocol) {
    net.addSecondWay();
    net.cutSecondWay();
    addRoute(Routed.FAR_FOUR, protocol);
    net.here.ip("route replace default dev up1 src 10.79.0.1 via 10.90.0.254");
    try (Listeners server = server(Routed.FAR_FOUR)) {
      TcpProber prober = prober("epoll", server, Routed.FAR_FOUR);
      assertAnswered(prober);
      withdraw(Routed.FAR_FOUR);
      settle();
      assertThat(probe(prober)).isInstanceOf(Unanswered.class);
    }
  }

  @Test
  void shouldBlameATargetThatHasAnsweredByTheOtherRoute() {
    net.addSecondWay();
    addRoute(Routed.FAR_FOUR, "static");
    misleadDefaultRoute();
    try (Listeners server = server(Routed.FAR_FOUR)) {
      TcpProber prober = prober("epoll", server, Routed.FAR_FOUR);
      assertAnswered(prober);
      withdraw(Routed.FAR_FOUR);
      settle();
      assertAnswered(prober);
      net.cutSecondWay();
      net.here.ip("addr add 198.51.100.7/32 dev lo"); // a change that has nothing to do with it
      settle();
      assertThat(probe(prober)).isInstanceOf(Unanswered.class);
    }
  }

  @Test
  void shouldBlameATargetWhoseRouteIsTheSameAsBefore() {
    net.addSecondWay();
    try (Listeners server = server(Routed.FAR_FOUR)) {
      TcpProber prober = prober("epoll", server, Routed.FAR_FOUR);
      assertAnswered(prober);
      misleadDefaultRoute();
      net.here.ip("route replace default via " + Routed.ROUTER_FOUR);
      net.here.ip("route add 10.80.0.0/24 via " + Routed.ROUTER_FOUR);
      settle();
      net.dropAtRouter("10.79.0.1");
      assertThat(probe(prober)).isInstanceOf(Unanswered.class);
    }
  }

  @Test
  void shouldNotBlameATargetWhoseRouteHasExpiredBeforeThatIsReported() {
    net.addSecondWay();
    net.cutSecondWay();
    addRoute(Routed.FAR_SIX, "static expires 2");
    net.here.ip("-6 route replace default via 2001:db8:90::fe src 2001:db8:79::1");
    try (Listeners server = server(Routed.FAR_SIX)) {
      TcpProber prober = prober("epoll", server, Routed.FAR_SIX);
      assertAnswered(prober);
      assertThat(probe(prober)).isInstanceOf(Answered.class);
      awaitWayBy("2001:db8:90::fe");
      assertExcusedForAnHour(prober);
    }
  }

  private void awaitWayBy(String gateway) {
    Await.value(
        "a way by " + gateway,
        () -> net.here.run("ip", "-6", "route", "get", Routed.FAR_SIX),
        route -> route.contains(gateway));
  }
}
