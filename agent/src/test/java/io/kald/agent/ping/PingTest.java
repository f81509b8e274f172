package io.kald.agent.ping;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.TcpClose;
import io.kald.probe.tcp.TcpSpec;
import io.kald.probe.time.ManualTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PingTest {
  private static final TcpSpec SPEC =
      new TcpSpec("127.0.0.1", 80, TcpClose.RST, Family.ANY, Egress.DEFAULT);

  private final ManualTime time = new ManualTime();
  private final long origin = time.nanoTime();
  private final Target target = new Target();
  private final Log log = new Log();

  @Test
  void shouldSendTheFirstProbeAtOnceAndTheOthersOnTheirSlots() {
    start(3, 1000, 4000);
    time.advance(MILLISECONDS.toNanos(10_000));

    assertThat(target.sentMillis).containsExactly(0L, 1000L, 2000L);
    assertThat(log.lines).containsExactly("answered", "answered", "answered", "end");
    assertThat(time.pending()).isZero();
    assertThat(target.closed).isTrue();
  }

  @Test
  void shouldKeepItsSlotsHoweverLateAWakeUpWas() {
    start(4, 1000, 500);
    time.advance(MILLISECONDS.toNanos(900));
    time.jump(MILLISECONDS.toNanos(300));
    time.advance(MILLISECONDS.toNanos(2000));

    assertThat(target.sentMillis).containsExactly(0L, 1200L, 2000L, 3000L);
    assertThat(target.dueMillis).containsExactly(0L, 1000L, 2000L, 3000L);
  }

  @Test
  void shouldCountSlotsItSleptThroughAndNeverSendThemInABurst() {
    start(3, 1000, 500);
    time.jump(MILLISECONDS.toNanos(10_700));
    time.advance(MILLISECONDS.toNanos(2000));

    assertThat(target.dueMillis).containsExactly(0L, 11_000L, 12_000L);
    assertThat(log.lines).containsExactly("answered", "skipped 10", "answered", "answered", "end");
  }

  @Test
  void shouldWaitForAnAnswerThatTakesLongerThanThePeriod() {
    target.silent = true;
    start(2, 1000, 4000);
    time.advance(MILLISECONDS.toNanos(3999));
    assertThat(log.lines).isEmpty();

    time.advance(MILLISECONDS.toNanos(10_000));

    assertThat(target.dueMillis).containsExactly(0L, 4000L);
    assertThat(log.lines).containsExactly("unanswered", "unanswered", "end");
  }

  @Test
  void shouldSayNothingOfAProbeItDropped() {
    target.silent = true;
    Ping ping = start(0, 1000, 4000);
    time.advance(MILLISECONDS.toNanos(100));

    ping.stop();
    ping.stop();
    time.advance(MILLISECONDS.toNanos(10_000));

    assertThat(log.lines).containsExactly("end");
    assertThat(target.closed).isTrue();
    assertThat(time.pending()).isZero();
  }

  private Ping start(long count, long periodMillis, long timeoutMillis) {
    PingPlan plan =
        new PingPlan(
            SPEC, count, MILLISECONDS.toNanos(periodMillis), MILLISECONDS.toNanos(timeoutMillis));
    Ping ping = new Ping(target, time, time, plan, log);
    ping.start();
    return ping;
  }

  private long millisSinceStart(long nanos) {
    return (nanos - origin) / 1_000_000;
  }

  /** Answers at once, or never. */
  private final class Target implements Prober {
    final List<Long> sentMillis = new ArrayList<>();
    final List<Long> dueMillis = new ArrayList<>();
    boolean silent;
    boolean closed;
    private long dueNanos;
    private @Nullable ResultListener waiting;

    @Override
    public void send(long dueNanos, ResultListener listener) {
      assertThat(waiting).isNull();
      this.dueNanos = dueNanos;
      sentMillis.add(millisSinceStart(time.nanoTime()));
      dueMillis.add(millisSinceStart(dueNanos));
      if (silent) {
        waiting = listener;
      } else {
        long now = time.nanoTime();
        listener.onResult(
            new ProbeResult("127.0.0.1", 40_000, dueNanos, now, now, new Answered(5)));
      }
    }

    @Override
    public ProbeResult expire(long timeoutNanos) {
      waiting = null;
      long now = time.nanoTime();
      return new ProbeResult(
          "127.0.0.1", 40_000, dueNanos, now - timeoutNanos, now, new Unanswered(timeoutNanos));
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static final class Log implements PingListener {
    final List<String> lines = new ArrayList<>();

    @Override
    public void onResult(ProbeResult result) {
      lines.add(result.outcome().word());
    }

    @Override
    public void onSkipped(long slots) {
      lines.add("skipped " + slots);
    }

    @Override
    public void onEnd() {
      lines.add("end");
    }
  }
}
