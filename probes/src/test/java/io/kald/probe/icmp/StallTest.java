package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.lab.Netns;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that stood still finds out what came meanwhile, and when. */
final class StallTest {
  private static final String TARGET = "127.1.2.3";

  @ParameterizedTest
  @CsvSource({"true, 0", "false, 0", "true, -3600", "true, 3600"})
  void shouldFindTheAnswerThatCameInTime(boolean pingSocket, long dateStepSeconds)
      throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoPeer peer = EchoPeer.in(net);
        EchoLab lab = new EchoLab(net)) {
      long step = dateStepSeconds * EchoLab.SECOND;
      ProbeResult result = expireAfterStall(lab, peer, 30 * EchoLab.SECOND, step, 4_000_000_000L);
      assertThat(result.outcome()).isInstanceOf(Answered.class);
      assertThat(((Answered) result.outcome()).rttNanos()).isBetween(0L, 4 * EchoLab.SECOND);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotTakeAnAnswerThatTheKernelSawTooLate(boolean pingSocket) throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoPeer peer = EchoPeer.in(net);
        EchoLab lab = new EchoLab(net)) {
      ProbeResult result = expireAfterStall(lab, peer, 30 * EchoLab.SECOND, 0, 1);
      assertThat(result.outcome()).isInstanceOf(Unanswered.class);
      assertThat(lab.counters.late()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBlameNobodyWhenTheTimeOfTheAnswerCannotBeKnown(boolean pingSocket) throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoPeer peer = EchoPeer.in(net);
        EchoLab lab = new EchoLab(net)) {
      long step = -10 * EchoLab.SECOND;
      ProbeResult result = expireAfterStall(lab, peer, 30 * EchoLab.SECOND, step, 4_000_000_000L);
      assertThat(((NotProbed) result.outcome()).reason()).isEqualTo(Reason.STALLED);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 4000000000, true", "false, 4000000000, true", "true, 1, false"})
  void shouldBlameNobodyForSilenceWhenTheEchoMayHaveLeftLate(
      boolean pingSocket, long timeoutNanos, boolean stalled) throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoPeer peer = EchoPeer.in(net);
        EchoLab lab = new EchoLab(net)) {
      Prober prober = lab.open(TARGET);
      lab.stoppedNanos.set(EchoLab.SECOND);
      CompletableFuture<ProbeResult> unwanted = lab.ask(prober);
      peer.request();
      ProbeResult result = lab.on(() -> prober.expire(timeoutNanos));
      assertThat(unwanted).as("result for the listener").isNotDone();
      if (stalled) {
        assertThat(((NotProbed) result.outcome()).reason()).isEqualTo(Reason.STALLED);
      } else {
        assertThat(result.outcome()).isInstanceOf(Unanswered.class);
      }
    }
  }

  /** The loop stands still while the answer arrives; then so much time is over. */
  private static ProbeResult expireAfterStall(
      EchoLab lab, EchoPeer peer, long standstillNanos, long dateStepNanos, long timeoutNanos)
      throws Exception {
    Prober prober = lab.open(TARGET);
    CompletableFuture<ProbeResult> unwanted = new CompletableFuture<>();
    CompletableFuture<Runnable> answered = new CompletableFuture<>();
    CompletableFuture<ProbeResult> expired = new CompletableFuture<>();
    lab.loop.execute(
        () -> {
          prober.send(lab.clock.nanoTime(), unwanted::complete);
          // Runs after the flush that send has asked for, before the loop looks at its sockets.
          lab.loop.execute(
              () -> {
                answered.join().run();
                expired.complete(prober.expire(timeoutNanos));
              });
        });
    peer.send(EchoPeer.reply(peer.request()));
    answered.complete(
        () -> {
          lab.aheadNanos.addAndGet(standstillNanos);
          lab.dateSetOnNanos.addAndGet(dateStepNanos);
        });
    ProbeResult result = expired.get(10, TimeUnit.SECONDS);
    lab.on(() -> 0);
    assertThat(unwanted).as("result for the listener").isNotDone();
    return result;
  }
}
