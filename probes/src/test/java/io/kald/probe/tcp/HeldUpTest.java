package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Listeners;
import io.kald.probe.time.NanoClock;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is stopped while it sends a SYN cannot say that nobody has answered in time. */
class HeldUpTest {
  private static final long STOP = 1_000_000_000L;

  private final AtomicLong aheadNanos = new AtomicLong();

  /** Each reading comes a second after the one before. */
  private final NanoClock stopped = () -> NanoClock.SYSTEM.nanoTime() + aheadNanos.addAndGet(STOP);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBlameNobodyForSilenceWhenTheSynMayHaveLeftLate(boolean epoll) {
    ProbeResult result = silence(epoll, 4 * STOP);
    assertThat(result.outcome()).isInstanceOf(NotProbed.class);
    NotProbed notProbed = (NotProbed) result.outcome();
    assertThat(notProbed.reason()).isEqualTo(Reason.STALLED);
    assertThat(notProbed.detail())
        .matches("this process was stopped for 1\\d\\d\\d ms while it sent the probe");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldTellSilenceThatLastedLongEnoughAllTheSame(boolean epoll) {
    assertThat(silence(epoll, STOP / 2).outcome()).isInstanceOf(Unanswered.class);
  }

  private ProbeResult silence(boolean epoll, long timeoutNanos) {
    try (Listeners full = Listeners.full("127.0.0.1");
        ProbeLoop loop = ProbeLoop.with(stopped, epoll)) {
      TcpProber prober = loop.open(ProbeLoop.spec(full.port(), TcpClose.RST), "127.0.0.1");
      return loop.on(
          () -> {
            prober.send(stopped.nanoTime(), result -> {});
            ProbeResult result = prober.expire(timeoutNanos);
            prober.close();
            return result;
          });
    }
  }
}
