package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.lab.Netns;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EchoTest {
  @ParameterizedTest
  @CsvSource({
    "true, 127.0.0.1",
    "true, 127.1.2.3",
    "true, ::1",
    "false, 127.0.0.1",
    "false, 127.1.2.3",
    "false, ::1"
  })
  void shouldBeAnswered(boolean pingSocket, String address) throws Exception {
    try (Netns net = Nets.create(pingSocket);
        EchoLab lab = new EchoLab(net)) {
      ProbeResult result = lab.probe(address);
      assertThat(result.outcome()).isInstanceOf(Answered.class);
      assertThat(result.address()).isEqualTo(address);
      assertThat(result.sourcePort()).isBetween(1, 65_535);
      long elapsed = result.endNanos() - result.sentNanos();
      assertThat(((Answered) result.outcome()).rttNanos()).isBetween(0L, elapsed);
      assertThat(result.delayNanos()).isNotNegative();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldHearEachOfManyTargets(boolean pingSocket) throws Exception {
    List<String> addresses =
        IntStream.range(0, 3000).mapToObj(i -> "127.1." + (i >> 8) + "." + (i & 0xff)).toList();
    try (Netns net = Nets.create(pingSocket);
        EchoLab lab = new EchoLab(net)) {
      Map<String, ProbeResult> results = lab.probeAll(addresses, addresses.size());
      assertThat(results).hasSize(addresses.size());
      assertThat(results.values()).allMatch(r -> r.outcome() instanceof Answered);
      assertThat(lab.counters.foreign() + lab.counters.late() + lab.counters.duplicates()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Tag("slow")
  void shouldReachANeighbourByItsLinkLocalAddress(boolean pingSocket) throws Exception {
    try (Netns here = Nets.create(pingSocket);
        Netns there = Nets.create(true);
        EchoLab lab = new EchoLab(here)) {
      Nets.connect(here, there, "kald0", "192.0.2.", "fe80::");
      assertThat(lab.probe("fe80::2%kald0").outcome()).isInstanceOf(Answered.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, /proc/net/raw", "::1, /proc/net/raw6"})
  void shouldNotBeHandedTheAnswersOfOtherRawSockets(String address, String table) throws Exception {
    try (Netns net = Nets.create(false);
        EchoLab idle = new EchoLab(net);
        EchoLab busy = new EchoLab(net)) {
      assertThat(idle.probe(address).outcome()).isInstanceOf(Answered.class);
      CountDownLatch standstill = new CountDownLatch(1);
      Future<?> standing =
          idle.loop.submit(
              () -> {
                standstill.await();
                return 0;
              });
      Prober prober = busy.open(address);
      for (int i = 0; i < 20; i++) {
        assertThat(busy.probe(prober).outcome()).isInstanceOf(Answered.class);
      }
      List<String> queues =
          net.run("cat", table).lines().skip(1).map(l -> l.trim().split(" +", -1)[4]).toList();
      assertThat(queues).hasSize(2).allMatch(queue -> queue.endsWith(":00000000"));
      standstill.countDown();
      standing.get(10, TimeUnit.SECONDS);
    }
  }
}
