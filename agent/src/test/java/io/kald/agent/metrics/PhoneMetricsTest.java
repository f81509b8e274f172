package io.kald.agent.metrics;

import static io.kald.agent.metrics.MetricsSinkTest.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.bus.Events;
import io.kald.probe.Phone;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.event.PhoneFact.Link;
import io.kald.probe.time.ManualTime;
import org.junit.jupiter.api.Test;

class PhoneMetricsTest {
  private static final long MILLI = 1_000_000;

  private final ManualTime time = new ManualTime();
  private final Phone desk = Events.phone("desk");

  @Test
  void shouldCountWhatBecomesOfAPhone() {
    MetricsSink sink = full(PerService.FULL);
    assertThat(series(sink, Metric.SCCP_KEEPALIVES))
        .containsExactlyInAnyOrder(
            "{group=\"desk\",link=\"active\",result=\"sccp-acked\"} 2.0",
            "{group=\"desk\",link=\"active\",result=\"tcp-acked-only\"} 0.0",
            "{group=\"desk\",link=\"active\",result=\"not-acked\"} 1.0",
            "{group=\"desk\",link=\"standby\",result=\"tcp-acked-only\"} 1.0");
    assertThat(series(sink, Metric.SCCP_KEEPALIVE_RTT))
        .containsExactly("{group=\"desk\",link=\"active\",node=\"c1\"} count 2 sum 0.005");
    assertThat(series(sink, Metric.SCCP_FAILOVERS))
        .containsExactly("{cause=\"TCP-timeout\",group=\"desk\"} 1.0");
    assertThat(series(sink, Metric.SCCP_DETECTION)).containsExactly("{group=\"desk\"} 9.1");
    assertThat(series(sink, Metric.SCCP_BASELINE)).containsExactly("{group=\"desk\"} 0.25");
    assertThat(series(sink, Metric.SCCP_TOKENS))
        .containsExactly(
            "{group=\"desk\",result=\"granted\"} 0.0", "{group=\"desk\",result=\"refused\"} 1.0");
    assertThat(series(sink, Metric.SCCP_REGISTRATIONS))
        .containsExactly(
            "{group=\"desk\",node=\"c1\",result=\"registered\"} 1.0",
            "{group=\"desk\",node=\"c2\",result=\"registered\"} 1.0",
            "{group=\"desk\",node=\"c2\",result=\"rejected\"} 1.0");
  }

  @Test
  void shouldTellWhereAPhoneIsRegistered() {
    MetricsSink sink = full(PerService.STATE);
    assertThat(series(sink, Metric.SCCP_REGISTERED))
        .containsExactly(
            "{group=\"desk\",node=\"c1\"} 0.0",
            "{group=\"desk\",node=\"c2\"} 1.0",
            "{group=\"desk\",node=\"srst\"} 0.0");
    sink.accept(Events.changed(desk, 0, Events.ALIVE, Events.DYING, now()));
    assertThat(series(sink, Metric.SCCP_REGISTERED)).contains("{group=\"desk\",node=\"c2\"} 1.0");
    take(sink, new PhoneFact.Lost("c2", FailoverCause.KEEPALIVE_TIMEOUT));
    assertThat(series(sink, Metric.SCCP_REGISTERED)).noneMatch(line -> line.endsWith("1.0"));
    sink.accept(Events.fact(desk, Events.registered("c1"), now()));
    assertThat(series(sink, Metric.SCCP_REGISTERED)).contains("{group=\"desk\",node=\"c1\"} 1.0");
    sink.accept(Events.fact(desk, new PhoneFact.Unregistered("c1", "a reload"), now()));
    assertThat(series(sink, Metric.SCCP_REGISTERED)).noneMatch(line -> line.endsWith("1.0"));
  }

  @Test
  void shouldShowWhichNodeStandsBy() {
    MetricsSink sink = full(PerService.STATE);
    assertThat(series(sink, Metric.SCCP_STANDBY))
        .containsExactly(
            "{group=\"desk\",node=\"c1\"} 0.0",
            "{group=\"desk\",node=\"c2\"} 1.0",
            "{group=\"desk\",node=\"srst\"} 0.0");
    take(sink, new PhoneFact.Standby(""));
    assertThat(series(sink, Metric.SCCP_STANDBY)).noneMatch(line -> line.endsWith("1.0"));
  }

  @Test
  void shouldKeepTheDetectionOfTheLastFailureWhenThePhoneGoesBack() {
    MetricsSink sink = full(PerService.STATE);
    take(sink, new PhoneFact.Failover("c2", "c1", FailoverCause.FAILBACK, 0, 0));
    assertThat(series(sink, Metric.SCCP_DETECTION)).containsExactly("{group=\"desk\"} 9.1");
    assertThat(series(sink, Metric.SCCP_FAILOVERS)).hasSize(2);
  }

  @Test
  void shouldTellDurationsOfAllPhonesTogetherUnlessAllIsWanted() {
    assertThat(series(full(PerService.STATE), Metric.SCCP_KEEPALIVE_RTT))
        .containsExactly("{link=\"active\"} count 2 sum 0.005");
  }

  @Test
  void shouldTellSumsOnlyWhenAskedTo() {
    MetricsSink sink = full(PerService.NONE);
    assertThat(series(sink, Metric.SCCP_KEEPALIVES))
        .contains("{link=\"active\",result=\"sccp-acked\"} 2.0")
        .hasSize(4);
    assertThat(series(sink, Metric.SCCP_REGISTRATIONS))
        .containsExactly("{result=\"registered\"} 2.0", "{result=\"rejected\"} 1.0");
    assertThat(series(sink, Metric.SCCP_FAILOVERS)).containsExactly("{cause=\"TCP-timeout\"} 1.0");
    assertThat(series(sink, Metric.SCCP_REGISTERED)).isEmpty();
    assertThat(series(sink, Metric.SCCP_BASELINE)).isEmpty();
  }

  @Test
  void shouldForgetAPhoneThatIsRemovedAndNothingElse() {
    MetricsSink sink = full(PerService.STATE);
    sink.accept(Events.added(Events.phone("hall"), now()));
    sink.accept(Events.removed(desk, now()));
    take(sink, Events.registered("c1"));
    assertThat(series(sink, Metric.SCCP_REGISTERED))
        .hasSize(3)
        .allMatch(line -> line.contains("hall") && line.endsWith("0.0"));
    assertThat(series(sink, Metric.SCCP_KEEPALIVES)).isEmpty();
  }

  /** A phone that registered, lost its node and registered with the next one at the second try. */
  private MetricsSink full(PerService mode) {
    MetricsSink sink = new MetricsSink(mode, time, time);
    sink.accept(Events.added(desk, now()));
    take(sink, Events.registered("c1"));
    exchange(sink, "c1", Link.ACTIVE, KeepAliveVerdict.SCCP_ACKED, 2 * MILLI);
    exchange(sink, "c1", Link.ACTIVE, KeepAliveVerdict.SCCP_ACKED, 3 * MILLI);
    exchange(sink, "c2", Link.STANDBY, KeepAliveVerdict.TCP_ACKED_ONLY, MILLI);
    take(sink, new PhoneFact.Standby("c2"));
    take(sink, new PhoneFact.Baseline(250 * MILLI, 4));
    exchange(sink, "c1", Link.ACTIVE, KeepAliveVerdict.NOT_ACKED, -1);
    take(sink, new PhoneFact.RegistrationFailed("c2", "rejected", "", 1_000 * MILLI));
    take(sink, Events.registered("c2"));
    take(
        sink,
        new PhoneFact.Failover(
            "c1", "c2", FailoverCause.TCP_TIMEOUT, 9_100 * MILLI, 9_400 * MILLI));
    take(sink, new PhoneFact.Token("c1", false, 10_000 * MILLI));
    return sink;
  }

  private void exchange(
      MetricsSink sink, String node, Link link, KeepAliveVerdict verdict, long rttNanos) {
    take(sink, Events.exchange(node, link, verdict, rttNanos, now()));
  }

  private void take(MetricsSink sink, PhoneFact fact) {
    sink.accept(Events.fact(desk, fact, now()));
  }

  private long now() {
    return time.nanoTime();
  }
}
