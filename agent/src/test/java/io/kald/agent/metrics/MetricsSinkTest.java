package io.kald.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.bus.Events;
import io.kald.probe.Keepalive;
import io.kald.probe.Service;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.time.ManualTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsSinkTest {
  private final ManualTime time = new ManualTime();
  private final Keepalive web = Events.tcp("web", "web-1", "web-2");

  @Test
  void shouldCountProbesOncePerKeepaliveAndStatesOncePerService() {
    MetricsSink sink = new MetricsSink(PerService.STATE, time, time);
    take(sink, Events.added(web, now()));
    take(sink, Events.probed(web, Events.answered(300_000), Events.ALIVE, now()));
    take(sink, Events.changed(web, 0, Events.UNKNOWN, Events.ALIVE, now()));
    take(sink, Events.changed(web, 1, Events.UNKNOWN, Events.ALIVE, now()));

    assertThat(series(sink, Metric.PROBES))
        .containsExactly("{keepalive=\"web\",probe=\"tcp\"} 1.0");
    assertThat(series(sink, Metric.SERVICE_STATE))
        .contains("{service=\"web-1\",state=\"alive\"} 1.0")
        .contains("{service=\"web-2\",state=\"alive\"} 1.0")
        .contains("{service=\"web-2\",state=\"down\"} 0.0")
        .hasSize(10);
    assertThat(series(sink, Metric.SERVICE_TRANSITIONS))
        .containsExactly("{service=\"web-1\"} 1.0", "{service=\"web-2\"} 1.0");
    assertThat(series(sink, Metric.SERVICE_LAST_CHANGE))
        .containsExactly("{service=\"web-1\"} 1.7E9", "{service=\"web-2\"} 1.7E9");
  }

  @Test
  void shouldCountTheSynsThatWereSentAgainOfTcpAlone() {
    for (PerService mode : PerService.values()) {
      MetricsSink sink = new MetricsSink(mode, time, time);
      take(sink, Events.added(web, now()));
      take(sink, Events.added(Events.icmp("echo", "echo"), now()));
      take(sink, Events.probedAgain(web, 2, now()));
      take(sink, Events.probedAgain(web, 0, now()));
      take(sink, Events.probedAgain(web, 1, now()));

      assertThat(series(sink, Metric.PROBE_SYN_RETRANSMITS))
          .containsExactly(
              mode == PerService.NONE
                  ? "{probe=\"tcp\"} 3.0"
                  : "{keepalive=\"web\",probe=\"tcp\"} 3.0");
    }
  }

  @Test
  void shouldCountHowOftenAServiceWentDownAlsoWhereNoTransitionCounts() {
    MetricsSink sink = new MetricsSink(PerService.STATE, time, time);
    take(sink, Events.added(web, now()));
    take(sink, Events.changed(web, 0, Events.UNKNOWN, Events.DOWN, now()));
    take(sink, Events.changed(web, 0, Events.DOWN, Events.ALIVE, now()));
    take(sink, Events.changed(web, 0, Events.ALIVE, Events.DYING, now()));
    take(sink, Events.changed(web, 0, Events.DYING, Events.DOWN, now()));
    take(sink, Events.changed(web, 0, Events.DOWN, Events.UNKNOWN, now()));

    assertThat(series(sink, Metric.SERVICE_DOWNS))
        .containsExactly("{service=\"web-1\"} 2.0", "{service=\"web-2\"} 0.0");
    assertThat(series(sink, Metric.SERVICE_TRANSITIONS))
        .containsExactly("{service=\"web-1\"} 2.0", "{service=\"web-2\"} 0.0");
  }

  @Test
  void shouldKeepFailuresAndProbesThatNeverLeftApart() {
    MetricsSink sink = new MetricsSink(PerService.STATE, time, time);
    take(sink, Events.added(web, now()));
    take(sink, Events.probed(web, Events.refused(1), Events.DYING, now()));
    take(sink, Events.probed(web, Events.refused(1), Events.DYING, now()));
    take(sink, Events.probed(web, Events.unanswered(1), Events.DOWN, now()));
    take(sink, Events.probed(web, Events.notProbed(), Events.DOWN, now()));
    take(sink, new ProbeEvent.Skipped(web, 6, now(), now()));

    assertThat(series(sink, Metric.PROBES))
        .containsExactly("{keepalive=\"web\",probe=\"tcp\"} 4.0");
    assertThat(series(sink, Metric.PROBE_FAILURES))
        .containsExactly(
            "{keepalive=\"web\",probe=\"tcp\",reason=\"refused\"} 2.0",
            "{keepalive=\"web\",probe=\"tcp\",reason=\"silent\"} 1.0");
    assertThat(series(sink, Metric.PROBES_NOT_PROBED))
        .containsExactly("{keepalive=\"web\",probe=\"tcp\",reason=\"no-source-port\"} 1.0");
    assertThat(series(sink, Metric.PROBES_SKIPPED))
        .containsExactly("{keepalive=\"web\",probe=\"tcp\"} 6.0");
  }

  @Test
  void shouldObserveNoDurationForAProbeWithoutAnAnswer() {
    MetricsSink sink = new MetricsSink(PerService.FULL, time, time);
    take(sink, Events.added(web, now()));
    take(sink, Events.probed(web, Events.unanswered(4_000_000_000L), Events.DYING, now()));
    take(sink, Events.probed(web, Events.refused(100), Events.DYING, now()));
    take(sink, Events.probed(web, Events.answered(300_000), Events.ALIVE, now()));

    assertThat(series(sink, Metric.PROBE_DURATION))
        .containsExactly("{keepalive=\"web\",probe=\"tcp\"} count 1 sum 3.0E-4");
    assertThat(series(sink, Metric.SCHEDULE_DELAY))
        .containsExactly("{probe=\"tcp\"} count 3 sum 0.003");
  }

  @Test
  void shouldTellSumsOnlyWhenAskedTo() {
    MetricsSink sink = new MetricsSink(PerService.NONE, time, time);
    take(sink, Events.added(web, now()));
    take(sink, Events.added(Events.tcp("db", "db"), now()));
    take(sink, Events.probed(web, Events.answered(1), Events.ALIVE, now()));
    take(sink, Events.probed(web, Events.refused(1), Events.DYING, now()));
    take(sink, Events.changed(web, 0, Events.UNKNOWN, Events.ALIVE, now()));

    assertThat(series(sink, Metric.PROBES)).containsExactly("{probe=\"tcp\"} 2.0");
    assertThat(series(sink, Metric.PROBE_FAILURES))
        .containsExactly("{probe=\"tcp\",reason=\"refused\"} 1.0");
    assertThat(series(sink, Metric.SERVICE_TRANSITIONS)).containsExactly("{} 1.0");
    assertThat(series(sink, Metric.KEEPALIVES)).containsExactly("{probe=\"tcp\"} 2.0");
    assertThat(series(sink, Metric.SERVICES))
        .contains("{state=\"alive\"} 1.0", "{state=\"unknown\"} 2.0");
    assertThat(series(sink, Metric.SERVICE_STATE)).isEmpty();
  }

  @Test
  void shouldKeepCountsWhenOnlyTheServicesChangeAndDropTheSeriesOfWhatIsRemoved() {
    MetricsSink sink = new MetricsSink(PerService.STATE, time, time);
    take(sink, Events.added(web, now()));
    take(sink, Events.probed(web, Events.answered(1), Events.ALIVE, now()));
    Keepalive fewer =
        new Keepalive("web", web.probe(), web.rule(), List.of(new Service("web-2", true)));
    take(sink, Events.configured(fewer, Configured.Change.SERVICES_CHANGED, Events.ALIVE, now()));

    assertThat(series(sink, Metric.PROBES))
        .containsExactly("{keepalive=\"web\",probe=\"tcp\"} 1.0");
    assertThat(series(sink, Metric.SERVICE_STATE))
        .hasSize(5)
        .contains("{service=\"web-2\",state=\"suspended\"} 1.0");

    take(sink, Events.removed(fewer, now()));
    assertThat(series(sink, Metric.PROBES)).isEmpty();
    assertThat(series(sink, Metric.SERVICE_STATE)).isEmpty();
    assertThat(series(sink, Metric.KEEPALIVES)).containsExactly("{probe=\"tcp\"} 0.0");
  }

  @Test
  void shouldUseTheSlotsOfWhatIsGoneAgain() {
    MetricsSink sink = new MetricsSink(PerService.STATE, time, time);
    for (int i = 0; i < 5000; i++) {
      Keepalive passing = Events.tcp("k" + i, "s" + i);
      take(sink, Events.added(passing, now()));
      take(sink, Events.removed(passing, now()));
    }

    assertThat(sink.store().keepalives.slotCount()).isEqualTo(1);
    assertThat(sink.store().services.slotCount()).isEqualTo(1);
  }

  private static void take(MetricsSink sink, ProbeEvent event) {
    sink.accept(event);
  }

  private long now() {
    return time.nanoTime();
  }

  /** Every series of a metric, without its name. */
  static List<String> series(MetricsSink sink, Metric metric) {
    List<String> found = new ArrayList<>();
    for (Family family : Families.of(sink.store())) {
      if (family.metric() == metric) {
        family.pieces().forEachRemaining(points -> found.addAll(Series.of(points)));
      }
    }
    return found;
  }
}
