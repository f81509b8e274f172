package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.lab.Netns;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller may do to a prober, and when. */
final class ListenerTest {
  @Test
  void shouldLetAListenerSendTheNextProbe() throws Exception {
    try (Netns net = Nets.create(true);
        EchoLab lab = new EchoLab(net)) {
      Prober prober = lab.open("127.0.0.1");
      CountDownLatch left = new CountDownLatch(500);
      Prober.ResultListener again =
          new Prober.ResultListener() {
            @Override
            public void onResult(ProbeResult result) {
              left.countDown();
              if (left.getCount() > 0) {
                prober.send(result.endNanos(), this);
              }
            }
          };
      lab.loop.execute(() -> prober.send(0, again));
      assertThat(left.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(lab.counters.late() + lab.counters.duplicates()).isZero();
    }
  }

  @Test
  void shouldLetAListenerExpireAndCloseOthers() throws Exception {
    try (Netns net = Nets.create(true);
        EchoLab lab = new EchoLab(net)) {
      Prober first = lab.open("127.0.0.1");
      Prober second = lab.open("127.0.0.2");
      Prober third = lab.open("127.0.0.3");
      CompletableFuture<ProbeResult> taken = new CompletableFuture<>();
      AtomicInteger unwanted = new AtomicInteger();
      lab.on(
          () -> {
            first.send(
                0,
                result -> {
                  taken.complete(second.expire(EchoLab.SECOND));
                  third.close();
                });
            second.send(0, result -> unwanted.incrementAndGet());
            third.send(0, result -> unwanted.incrementAndGet());
            return 0;
          });
      assertThat(EchoLab.await(taken).outcome()).isInstanceOf(Answered.class);
      assertThat(lab.probe("127.0.0.4").outcome()).isInstanceOf(Answered.class);
      assertThat(unwanted).hasValue(0);
    }
  }

  @Test
  void shouldServeOthersWhenAListenerFails() throws Exception {
    try (Netns net = Nets.create(true);
        EchoLab lab = new EchoLab(net)) {
      Prober bad = lab.open("127.0.0.1");
      Prober good = lab.open("127.0.0.2");
      CompletableFuture<ProbeResult> result = new CompletableFuture<>();
      lab.on(
          () -> {
            bad.send(
                0,
                r -> {
                  throw new IllegalStateException("a listener's fault, wanted by this test");
                });
            good.send(0, result::complete);
            return 0;
          });
      assertThat(EchoLab.await(result).outcome()).isInstanceOf(Answered.class);
      assertThat(lab.counters.faults()).isEqualTo(1);
      assertThat(lab.probe(bad).outcome()).isInstanceOf(Answered.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldNotSendForAProberThatIsClosedFirst(boolean pingSocket) throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoPeer peer = EchoPeer.in(net);
        EchoLab lab = new EchoLab(net)) {
      Prober[] probers = {
        lab.open("127.0.0.1"), lab.open("127.0.0.2"), lab.open("127.0.0.3"), lab.open("127.0.0.4")
      };
      ProbeResult expired =
          lab.on(
              () -> {
                for (Prober prober : probers) {
                  prober.send(0, result -> {});
                }
                probers[0].close();
                probers[2].close();
                probers[2].close();
                return probers[1].expire(0);
              });
      assertThat(((NotProbed) expired.outcome()).reason()).isEqualTo(Reason.STALLED);
      assertThat(peer.request()[19]).as("target of the first packet").isEqualTo((byte) 4);
    }
  }

  @Test
  void shouldUseNumbersAgainWithoutMixingProbersUp() throws Exception {
    try (Netns net = Nets.create(true);
        EchoPeer peer = EchoPeer.in(net);
        EchoLab lab = new EchoLab(net)) {
      Prober keepsTheSocket = lab.open("127.0.0.9");
      Prober old = lab.open("127.0.0.1");
      CompletableFuture<ProbeResult> never = lab.ask(old);
      byte[] oldRequest = peer.request();
      lab.on(
          () -> {
            old.close();
            return 0;
          });
      CompletableFuture<ProbeResult> young = lab.ask(lab.open("127.0.0.1"));
      byte[] youngRequest = peer.request();
      peer.send(EchoPeer.reply(oldRequest));
      peer.send(EchoPeer.reply(youngRequest));
      assertThat(EchoLab.await(young).outcome()).isInstanceOf(Answered.class);
      assertThat(never).isNotDone();
      assertThat(lab.counters.late()).isEqualTo(1);
      assertThat(lab.on(lab.probers()::size)).isEqualTo(2);
      assertThat(keepsTheSocket).isNotNull();
    }
  }

  @Test
  void shouldCloseItsSocketsWithTheirLastProber() throws Exception {
    try (Netns net = Nets.create(true);
        EchoLab lab = new EchoLab(net)) {
      assertThat(lab.probe("127.0.0.1").outcome()).isInstanceOf(Answered.class);
      Prober other = lab.open("::1");
      assertThat(lab.probe(other).outcome()).isInstanceOf(Answered.class);
      assertThat(net.run("cat", "/proc/net/raw6").lines().count()).isEqualTo(2);
      lab.on(
          () -> {
            other.close();
            return 0;
          });
      assertThat(net.run("cat", "/proc/net/raw6").lines().count()).isEqualTo(1);
      assertThat(net.run("cat", "/proc/net/icmp").lines().count()).isEqualTo(2);
    }
  }

  @Test
  void shouldRefuseWhatMakesNoSense() throws Exception {
    try (Netns net = Nets.create(true);
        EchoLab lab = new EchoLab(net)) {
      IcmpSpec tooShort = new IcmpSpec("x", Family.ANY, Egress.DEFAULT, 23);
      assertThatThrownBy(() -> lab.probers().open(tooShort, "127.0.0.1"))
          .hasMessage("payloadBytes: 23 (expected: 24 ~ 1472)");
      assertThatThrownBy(() -> lab.probers().open(EchoLab.spec("x", Egress.DEFAULT), "localhost"))
          .hasMessage("address: localhost (expected: numeric address)");
      Prober prober = lab.open("127.0.0.1");
      NotProbed idle = (NotProbed) lab.expire(prober, EchoLab.SECOND).outcome();
      assertThat(idle.reason()).isEqualTo(Reason.FAULT);
    }
  }
}
