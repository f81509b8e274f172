package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.IcmpErrors;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.lab.Netns;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are not, or come at the wrong time. */
final class ForgedAndLateTest {
  private static final String TARGET = "127.1.2.3";

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBelieveOnlyTheTargetAndTheKey(boolean pingSocket) throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoPeer peer = EchoPeer.in(net);
        EchoLab lab = new EchoLab(net)) {
      CompletableFuture<ProbeResult> result = lab.ask(lab.open(TARGET));
      byte[] good = EchoPeer.reply(peer.request());
      peer.send(EchoPeer.from("127.1.2.4", good));
      for (int at : new int[] {0, 8, 12, 16}) {
        byte[] forged = good.clone();
        forged[EchoPeer.PAYLOAD_AT + at]++;
        peer.send(forged);
      }
      peer.send(Arrays.copyOf(good, EchoPeer.PAYLOAD_AT + EchoCodec.KEY_BYTES - 1));
      peer.send(Arrays.copyOf(good, EchoPeer.PAYLOAD_AT));
      peer.send(good);
      assertThat(EchoLab.await(result).outcome()).isInstanceOf(Answered.class);
      assertThat(lab.counters.foreign()).as("address, cookie").isEqualTo(2);
      assertThat(lab.counters.late()).as("index, generation, sequence").isEqualTo(3);
      assertThat(lab.counters.truncated()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldCountDuplicatesAndLateAnswersAndNothingElse(boolean pingSocket) throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoPeer peer = EchoPeer.in(net);
        EchoLab lab = new EchoLab(net)) {
      Prober prober = lab.open(TARGET);
      AtomicInteger results = new AtomicInteger();
      lab.loop.execute(() -> prober.send(0, result -> results.incrementAndGet()));
      byte[] late = EchoPeer.reply(peer.request());
      assertThat(lab.expire(prober, EchoLab.SECOND).outcome()).isInstanceOf(Unanswered.class);
      peer.send(late);
      CompletableFuture<ProbeResult> second = lab.ask(prober);
      byte[] good = EchoPeer.reply(peer.request());
      peer.send(good);
      peer.send(good);
      assertThat(EchoLab.await(second).outcome()).isInstanceOf(Answered.class);
      CompletableFuture<ProbeResult> third = lab.ask(prober);
      peer.send(EchoPeer.reply(peer.request()));
      assertThat(EchoLab.await(third).outcome()).isInstanceOf(Answered.class);
      assertThat(results).as("results of the first probe").hasValue(0);
      assertThat(lab.counters.late()).isEqualTo(1);
      assertThat(lab.counters.duplicates()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Tag("slow")
  void shouldTellMoreThan65536OutstandingApart(boolean pingSocket) throws Exception {
    int count = 70_000;
    try (Netns net = Nets.create(pingSocket);
        EchoPeer peer = EchoPeer.in(net);
        EchoLab lab = new EchoLab(net)) {
      AtomicInteger answered = new AtomicInteger();
      AtomicInteger others = new AtomicInteger();
      CountDownLatch done = new CountDownLatch(count);
      lab.on(
          () -> {
            for (int i = 0; i < count; i++) {
              String address = "127." + (1 + i / 40_000) + "." + i % 40_000 / 200 + "." + i % 200;
              lab.probers()
                  .open(EchoLab.spec(address, Egress.DEFAULT), address)
                  .send(
                      i,
                      result -> {
                        boolean good =
                            result.outcome() instanceof Answered
                                && result.address().equals(address);
                        (good ? answered : others).incrementAndGet();
                        done.countDown();
                      });
            }
            return 0;
          });
      List<byte[]> requests = peer.requests(count);
      assertThat(done.getCount()).as("outstanding").isEqualTo(count);
      requests.forEach(request -> peer.send(EchoPeer.reply(request)));
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(answered).hasValue(count);
      assertThat(others).hasValue(0);
      assertThat(lab.counters.late() + lab.counters.foreign() + lab.counters.duplicates()).isZero();
    }
  }

  /** The table of errors beside what this kernel hands to a socket. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldTakeForFatalWhatTheKernelReports(boolean pingSocket) throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoPeer peer = EchoPeer.in(net);
        EchoLab lab = new EchoLab(net)) {
      net.sysctl("net.ipv4.icmp_ratelimit=0");
      Prober prober = lab.open(TARGET);
      for (int type : new int[] {3, 4, 11, 12}) {
        for (int code = 0; code <= 17; code++) {
          CompletableFuture<ProbeResult> result = lab.ask(prober);
          byte[] request = peer.request();
          peer.send(EchoPeer.error(type, code, request, request.length - 20));
          peer.send(EchoPeer.reply(request)); // Comes second, and counts if the first does not.
          ProbeOutcome outcome = EchoLab.await(result).outcome();
          String named = type + "/" + code;
          // A ping socket that lets routers fragment ignores it: no router would have sent it.
          boolean unreal = pingSocket && type == 3 && code == 4;
          if (IcmpErrors.V4.isFatal(type, code) && !unreal) {
            assertThat(outcome).as(named).isInstanceOf(Rejected.class);
            assertThat(((Rejected) outcome).reason())
                .as(named)
                .isEqualTo(IcmpErrors.V4.reason(type, code));
          } else {
            assertThat(outcome).as(named).isInstanceOf(Answered.class);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldMatchAnErrorThatQuotesOnlyEightBytes(boolean pingSocket) throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoPeer peer = EchoPeer.in(net);
        EchoLab lab = new EchoLab(net)) {
      CompletableFuture<ProbeResult> other = lab.ask(lab.open("127.1.2.4"));
      byte[] otherRequest = peer.request();
      CompletableFuture<ProbeResult> result = lab.ask(lab.open(TARGET));
      byte[] request = peer.request();
      byte[] wrongTarget = request.clone();
      wrongTarget[19] = 4;
      peer.send(EchoPeer.error(3, 13, wrongTarget, 8));
      byte[] wrongKey = request.clone();
      wrongKey[EchoPeer.PAYLOAD_AT]++;
      peer.send(EchoPeer.error(3, 13, wrongKey, 32));
      peer.send(EchoPeer.error(3, 10, request, 8));
      Rejected rejected = (Rejected) EchoLab.await(result).outcome();
      assertThat(rejected.reason()).isEqualTo(Reason.ADMIN_PROHIBITED);
      assertThat(rejected.detail()).isEqualTo("ICMP 3/10 from " + TARGET + " (this machine)");
      peer.send(EchoPeer.reply(otherRequest));
      assertThat(EchoLab.await(other).outcome()).isInstanceOf(Answered.class);
    }
  }

  @Test
  void shouldIgnoreThatTheDateIsSetWhileItWaits() throws Exception {
    long hour = 3600 * EchoLab.SECOND;
    try (Netns net = Nets.create(true);
        EchoPeer peer = EchoPeer.in(net);
        EchoLab lab = new EchoLab(net)) {
      for (long step : new long[] {-hour, hour, -EchoLab.SECOND, 3_000_000, -3_000_000}) {
        CompletableFuture<ProbeResult> result = lab.ask(lab.open(TARGET));
        byte[] request = peer.request();
        lab.dateSetOnNanos.addAndGet(step);
        peer.send(EchoPeer.reply(request));
        ProbeResult answer = EchoLab.await(result);
        long elapsed = answer.endNanos() - answer.sentNanos();
        assertThat(answer.outcome()).isInstanceOf(Answered.class);
        assertThat(((Answered) answer.outcome()).rttNanos()).isBetween(0L, elapsed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldWaitOnWhenARouterOnlyHasAdvice(boolean pingSocket) throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoPeer peer = EchoPeer.in(net);
        EchoLab lab = new EchoLab(net)) {
      CompletableFuture<ProbeResult> result = lab.ask(lab.open(TARGET));
      byte[] request = peer.request();
      peer.send(EchoPeer.error(5, 1, request, 32));
      peer.send(EchoPeer.error(4, 0, request, 32));
      peer.send(EchoPeer.reply(request));
      assertThat(EchoLab.await(result).outcome()).isInstanceOf(Answered.class);
    }
  }
}
