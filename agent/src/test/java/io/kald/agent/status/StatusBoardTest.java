package io.kald.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.bus.Events;
import io.kald.probe.Keepalive;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.Service;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.keepalive.Standing;
import io.kald.probe.time.ManualTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ManualTime time = new ManualTime();
  private final StatusBoard board = new StatusBoard(time, time);
  private final StatusSink sink = new StatusSink(board);
  private final Keepalive web = Events.tcp("web", "web-1", "web-2");

  @Test
  void shouldShowAServiceAsUnknownUntilItWasAsked() {
    take(Events.added(web, now()));

    ServiceView service = board.service("web-1").orElseThrow();
    assertThat(service.state()).isEqualTo("unknown");
    assertThat(service.last()).isNull();
    assertThat(service.target()).isEqualTo("127.0.0.1:8080");
    assertThat(service.kind()).isEqualTo("tcp");
    assertThat(service.strip().size()).isZero();
  }

  @Test
  void shouldFollowProbesAndKeepTheLastFailureBehindLaterSuccesses() {
    take(Events.added(web, now()));
    take(Events.probed(web, Events.refused(40_000), Events.DYING, now()));
    time.advance(5 * SECOND);
    take(Events.probed(web, Events.answered(123_000), Events.ALIVE, now()));

    ServiceView service = board.service("web-2").orElseThrow();
    assertThat(service.state()).isEqualTo("alive");
    assertThat(service.since()).isEqualTo(time.now());
    assertThat(service.counts()).isEqualTo(new ServiceView.Counts(1, 1, 0, 0, 0, 0));
    assertThat(service.last())
        .isEqualTo(new LastProbe(time.now(), "answered", "", "", 123_000, 51_000, 1_000_000));
    assertThat(service.lastFailure())
        .isEqualTo(
            new LastProbe(
                time.now().minusSeconds(5),
                "rejected",
                "refused",
                "RST from 127.0.0.1",
                -1,
                51_000,
                1_000_000));
    assertThat(service.strip().outcomes()).isEqualTo("ra");
    assertThat(service.strip().states()).isEqualTo("da");
    assertThat(service.strip().rttMicros(0)).isEqualTo(-1);
    assertThat(service.strip().rttMicros(1)).isBetween(117L, 129L);
  }

  @Test
  void shouldNotHoldAProbeThatNeverLeftAgainstTheTarget() {
    take(Events.added(web, now()));
    take(Events.probed(web, Events.answered(1000), Events.ALIVE, now()));
    take(Events.probed(web, Events.notProbed(), Events.ALIVE, now()));
    take(new ProbeEvent.Skipped(web, 7, now() - SECOND, now()));

    ServiceView service = board.service("web-1").orElseThrow();
    assertThat(service.counts()).isEqualTo(new ServiceView.Counts(1, 0, 1, 7, 0, 0));
    assertThat(service.strip().outcomes()).isEqualTo("ans");
    assertThat(board.summary().minute()).isEqualTo(new Summary.Minute(2, 0, 1, 7, 1_000_000));
  }

  @Test
  void shouldForgetTheLastMinuteAfterAMinute() {
    take(Events.added(web, now()));
    take(Events.probed(web, Events.refused(1000), Events.DYING, now()));
    assertThat(board.summary().minute().failed()).isEqualTo(1);

    time.advance(61 * SECOND);

    assertThat(board.summary().minute()).isEqualTo(new Summary.Minute(0, 0, 0, 0, 0));
  }

  @Test
  void shouldCountTransitionsPerServiceAndKeepThemNewestFirst() {
    take(Events.added(web, now()));
    take(Events.changed(web, 0, Events.UNKNOWN, Events.ALIVE, now()));
    time.advance(SECOND);
    take(Events.changed(web, 0, Events.ALIVE, Events.DOWN, now()));

    assertThat(board.service("web-1").orElseThrow().transitions()).isEqualTo(2);
    assertThat(board.service("web-2").orElseThrow().transitions()).isZero();
    assertThat(board.transitions(10))
        .containsExactly(
            new TransitionView(time.now(), "web-1", "web", "alive", "down", "3 failures: refused"),
            new TransitionView(
                time.now().minusSeconds(1),
                "web-1",
                "web",
                "unknown",
                "alive",
                "3 failures: refused"));
    assertThat(board.transitionsOf("web-2", 10)).isEmpty();
  }

  @Test
  void shouldPutTheWorstFirstAndPage() {
    Keepalive alive = Events.tcp("a", "a");
    Keepalive down = Events.tcp("z", "z");
    Keepalive dying = Events.icmp("m", "m");
    for (Keepalive keepalive : List.of(alive, down, dying)) {
      take(Events.added(keepalive, now()));
    }
    take(Events.probed(alive, Events.answered(1), Events.ALIVE, now()));
    take(Events.probed(down, Events.refused(1), Events.DOWN, now()));
    take(Events.probed(dying, Events.unanswered(1), Events.DYING, now()));

    assertThat(names(new ServiceQuery("", "", 0, 10))).containsExactly("z", "m", "a");
    assertThat(names(new ServiceQuery("", "", 1, 1))).containsExactly("m");
    assertThat(names(new ServiceQuery("down", "", 0, 10))).containsExactly("z");
    assertThat(names(new ServiceQuery("", "127.0.0.2", 0, 10))).containsExactly("m");
    assertThat(board.page(new ServiceQuery("", "Z", 0, 10)).matching()).isEqualTo(1);
    assertThat(board.summary().states())
        .containsEntry("alive", 1)
        .containsEntry("down", 1)
        .containsEntry("dying", 1)
        .containsEntry("unknown", 0);
  }

  @Test
  void shouldKeepCountsWhenOnlyTheServicesChangeAndForgetWhatIsRemoved() {
    take(Events.added(web, now()));
    take(Events.probed(web, Events.answered(1), Events.ALIVE, now()));
    Keepalive fewer =
        new Keepalive(
            "web",
            web.probe(),
            web.rule(),
            List.of(new Service("web-2", true), new Service("web-3", false)));
    take(Events.configured(fewer, Configured.Change.SERVICES_CHANGED, Events.ALIVE, now()));

    assertThat(board.service("web-1")).isEmpty();
    assertThat(board.service("web-2").orElseThrow().state()).isEqualTo("suspended");
    assertThat(board.service("web-3").orElseThrow().state()).isEqualTo("alive");
    assertThat(board.service("web-3").orElseThrow().counts().answered()).isEqualTo(1);

    take(Events.removed(fewer, now()));
    assertThat(board.summary().services()).isZero();
    assertThat(board.summary().keepalives()).isZero();
  }

  @Test
  void shouldKeepTheFailuresInARowUnderAnotherRuleButNotOverASuspension() {
    take(Events.added(web, now()));
    take(Events.probed(web, Events.refused(1), Events.UNKNOWN, now()));
    take(Events.probed(web, Events.refused(1), Events.UNKNOWN, now()));
    take(Events.configured(web, Configured.Change.RULE_CHANGED, Events.UNKNOWN, now()));
    assertThat(board.service("web-1").orElseThrow().counts().failuresInRow()).isEqualTo(2);
    take(Events.configured(web, Configured.Change.SERVICES_CHANGED, Standing.SUSPENDED, now()));
    assertThat(board.service("web-1").orElseThrow().counts().failuresInRow()).isZero();
    take(Events.probed(web, Events.refused(1), Events.UNKNOWN, now()));
    take(Events.configured(web, Configured.Change.PROBE_CHANGED, Events.UNKNOWN, now()));
    assertThat(board.service("web-1").orElseThrow().counts())
        .isEqualTo(new ServiceView.Counts(0, 0, 0, 0, 0, 0));
  }

  private String lastDetail() {
    return Objects.requireNonNull(board.service("web-1").orElseThrow().last()).detail();
  }

  @Test
  void shouldShowThatAnAnsweredConnectionWasClosedAtOnce() {
    take(Events.added(web, now()));
    take(Events.closedAtOnce(web, now()));
    assertThat(lastDetail()).isEqualTo("closed-at-once");
    take(Events.probed(web, new ProbeOutcome.Answered(1000), Events.ALIVE, now()));
    assertThat(lastDetail()).isEmpty();
    assertThat(board.service("web-1").orElseThrow().lastFailure()).isNull();
  }

  @Test
  void shouldKeepSixtyResults() {
    take(Events.added(web, now()));
    take(Events.probed(web, Events.refused(1), Events.DYING, now()));
    for (int i = 0; i < 60; i++) {
      take(Events.probed(web, Events.answered(1_000_000L << i % 16), Events.ALIVE, now()));
    }

    StripView strip = board.service("web-1").orElseThrow().strip();
    assertThat(strip.outcomes()).isEqualTo("a".repeat(60));
    assertThat(strip.rttMicros(3)).isBetween(7_600L, 8_400L);
    assertThat(board.failuresOf("web", 5)).hasSize(1);
  }

  private List<String> names(ServiceQuery query) {
    return board.page(query).services().stream().map(ServiceView::name).toList();
  }

  private void take(ProbeEvent event) {
    sink.accept(event);
  }

  private long now() {
    return time.nanoTime();
  }
}
