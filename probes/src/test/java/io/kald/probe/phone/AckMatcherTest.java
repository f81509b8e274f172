package io.kald.probe.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.PhoneDetection.Geometric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Which KeepAlive an ack is for; KeepAlives are numbered from 1, one each 2 s, and so are acks. */
class AckMatcherTest {
  private static final long MILLI = 1_000_000;

  private final Map<Integer, Integer> matched = new TreeMap<>();
  private final AckMatcher<Integer, Integer> matcher =
      new AckMatcher<>(Baseline.of(Geometric.DEFAULT));
  private int sent;
  private int acks;

  @Test
  void shouldAnswerTheOnlyOneAtOnce() {
    send().ack(5);
    assertThat(matched).isEqualTo(Map.of(1, 1));
  }

  @Test
  void shouldHoldAnAckThatMayBeTheNewestOnes() {
    send().send().ack(5);
    assertThat(matched).isEmpty();
    assertThat(matcher.holds()).isTrue();
    send();
    assertThat(matched).isEqualTo(Map.of(2, 1));
    ack(5);
    assertThat(matched).as("the first is lost").isEqualTo(Map.of(2, 1, 3, 2));
  }

  @Test
  void shouldGiveTheOldestAnAckThatIsTooLateForTheNewest() {
    send().send().ack(700);
    assertThat(matched).isEqualTo(Map.of(1, 1));
  }

  @Test
  void shouldAnswerTheOldestFirstWhereSeveralCome() {
    send().send().ack(5).ack(6);
    assertThat(matched).isEqualTo(Map.of(1, 1, 2, 2));
  }

  /** A node that takes longer than the interval answers each in turn, and none is lost. */
  @Test
  void shouldFollowANodeThatIsSlowerThanTheInterval() {
    send();
    for (int i = 1; i <= 10; i++) {
      send().ack(700);
    }
    assertThat(matched).hasSize(10).allSatisfy((each, ack) -> assertThat(each).isEqualTo(ack));
  }

  @Test
  void shouldSayWhichAnswersAreOfTheNewest() {
    send().send();
    assertThat(matcher.acked(1, at(700)))
        .extracting(AckMatcher.Match::newest)
        .containsExactly(false);
    assertThat(matcher.acked(2, at(701)))
        .extracting(AckMatcher.Match::newest)
        .containsExactly(true);
  }

  @Test
  void shouldHoldNothingForAKeepAliveThatIsGivenUp() {
    send().send().ack(5);
    matcher.forgetOldest();
    assertThat(matcher.holds()).as("the newest is still there").isTrue();
    matcher.forgetOldest();
    assertThat(matcher.settle()).isNull();
  }

  /** As if all acks of an interval were looked at together, those in it all quick or all slow. */
  @Property
  void shouldDecideAsIfItHadWaited(
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 3) Integer> acksAfterEach,
      @ForAll boolean quick) {
    matched.clear();
    matcher.clear();
    sent = 0;
    acks = 0;
    Map<Integer, Integer> wanted = new TreeMap<>();
    List<Integer> waiting = new ArrayList<>();
    int told = 0;
    for (int count : acksAfterEach) {
      send();
      waiting.add(sent);
      for (int k = 0; k < count; k++) {
        ack(quick ? 5 + k : 700 + k);
      }
      if (count == 1 && quick) {
        wanted.put(sent, told + 1);
        waiting.clear();
      } else {
        for (int k = 1; k <= count && !waiting.isEmpty(); k++) {
          wanted.put(waiting.remove(0), told + k);
        }
      }
      told += count;
    }
    settle();
    assertThat(matched).isEqualTo(wanted);
  }

  private AckMatcherTest send() {
    settle();
    matcher.sent(++sent, at(0));
    return this;
  }

  private AckMatcherTest ack(long millis) {
    matcher.acked(++acks, at(millis)).forEach(this::take);
    return this;
  }

  private void settle() {
    AckMatcher.Match<Integer, Integer> settled = matcher.settle();
    if (settled != null) {
      take(settled);
    }
  }

  private void take(AckMatcher.Match<Integer, Integer> match) {
    assertThat(matched.put(match.sent(), match.ack())).as("matched once").isNull();
  }

  private long at(long millis) {
    return (sent * 2000L + millis) * MILLI;
  }
}
