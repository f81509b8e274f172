package io.kald.probe.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.sccp.KeepAliveAck;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Which KeepAlive an ack is for, when some were lost and when they are only late. */
class KeepAlivesTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long INTERVAL = 30 * SECOND;
  private static final long LATENCY = 10_000_000L;

  @Property
  void shouldBeInStepAgainTwoAnswersAfterAnyLoss(@ForAll @Size(max = 20) List<Boolean> answered) {
    Connection link = new Connection();
    List<Boolean> all = new ArrayList<>(answered);
    all.addAll(List.of(true, true));
    for (boolean each : all) {
      link.next();
      if (each) {
        link.ack(LATENCY);
      }
    }
    assertThat(link.acked).containsEntry(link.now, link.now + LATENCY);
    assertThat(link.keepAlives.waiting()).isEmpty();
    assertThat(link.keepAlives.oldestNanos(link.now + SECOND))
        .as("nothing is open")
        .isEqualTo(link.now + SECOND);
  }

  @Property
  void shouldAccountForEachOverdueAckWheneverTheyCome(
      @ForAll @IntRange(min = 1, max = 8) int hung,
      @ForAll @Size(8) List<@IntRange(min = 1, max = 29_000) Integer> millis) {
    Connection link = new Connection();
    long first = INTERVAL;
    for (int i = 0; i < hung; i++) {
      link.next();
    }
    List<Integer> offsets = millis.subList(0, hung).stream().sorted().toList();
    offsets.forEach(offset -> link.ack(offset * 1_000_000L));
    if (hung > 1) {
      for (int i = 0; i < hung; i++) {
        assertThat(link.acked)
            .containsEntry(first + i * INTERVAL, link.now + offsets.get(i) * 1_000_000L);
      }
    }
    link.next();
    assertThat(link.acked).hasSize(hung);
  }

  @Test
  void shouldTakeALoneQuickAckForTheNewest() {
    Connection link = new Connection();
    link.next();
    link.next();
    link.ack(LATENCY);
    assertThat(link.acked).as("not known yet").isEmpty();
    long second = link.now;
    link.next();
    assertThat(link.acked).containsExactly(Map.entry(second, second + LATENCY));
  }

  @Test
  void shouldTakeALoneLateAckForTheOldest() {
    Connection link = new Connection();
    link.next();
    link.next();
    link.ack(10 * SECOND);
    assertThat(link.acked).containsExactly(Map.entry(INTERVAL, link.now + 10 * SECOND));
  }

  /** One connection and what was told of it. */
  private static final class Connection {
    final KeepAlives keepAlives =
        new KeepAlives(Detection.of(PhoneDetection.DEFAULT), Baseline.of(Geometric.DEFAULT));

    /** When each was sent, and when its ack came. */
    private final Map<Long, Long> acked = new HashMap<>();

    private long now;

    /** The next one is due: the others are judged, and it leaves. */
    private void next() {
      AckMatcher.Match<SentKeepAlive, KeepAliveAck> settled = keepAlives.settled();
      if (settled != null) {
        account(settled);
      }
      keepAlives.waiting().forEach(sent -> sent.judged = true);
      now += INTERVAL;
      keepAlives.sent(now, TcpSample.UNKNOWN);
    }

    private void ack(long afterNanos) {
      keepAlives.acked(now + afterNanos).forEach(this::account);
    }

    private void account(AckMatcher.Match<SentKeepAlive, KeepAliveAck> told) {
      assertThat(acked.put(told.sent().sentNanos, told.atNanos())).as("told once").isNull();
    }
  }
}
