package io.kald.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.flow.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whose a KeepAliveAck is; KeepAlives and answers are numbered from 1. */
class OpenBeatsTest {
  private final Map<Integer, Long> answers = new TreeMap<>();
  private final OpenBeats<Integer> open =
      new OpenBeats<>((beat, ack) -> answers.put(beat, ack.frame()));
  private long acks;

  @Test
  void shouldAnswerTheOnlyOneAtOnce() {
    open.add(1);
    ack();
    assertThat(answers).isEqualTo(Map.of(1, 1L));
  }

  @Test
  void shouldWaitWithAnAnswerThatMayBeTheNewestOnes() {
    open.add(1);
    open.add(2);
    ack();
    assertThat(answers).isEmpty();
    open.add(3);
    assertThat(answers).isEqualTo(Map.of(2, 1L));
    ack();
    assertThat(answers).as("the first is lost").isEqualTo(Map.of(2, 1L, 3, 2L));
  }

  @Test
  void shouldAnswerTheOldestFirstWhereSeveralCome() {
    open.add(1);
    open.add(2);
    ack();
    ack();
    assertThat(answers).isEqualTo(Map.of(1, 1L, 2, 2L));
  }

  /** The rule as it is told: looked at between two KeepAlives, when all answers are there. */
  @Property
  void shouldDecideAsIfItHadWaited(
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 3) Integer> acksAfterEach) {
    answers.clear();
    acks = 0;
    Map<Integer, Long> wanted = new TreeMap<>();
    List<Integer> waiting = new ArrayList<>();
    long told = 0;
    for (int i = 0; i < acksAfterEach.size(); i++) {
      open.add(i);
      waiting.add(i);
      int count = acksAfterEach.get(i);
      for (int k = 0; k < count; k++) {
        ack();
      }
      if (count == 1) {
        wanted.put(i, told + 1);
        waiting.clear();
      } else {
        for (int k = 1; k <= count && !waiting.isEmpty(); k++) {
          wanted.put(waiting.remove(0), told + k);
        }
      }
      told += count;
    }
    open.forget();
    assertThat(answers).isEqualTo(wanted);
  }

  private void ack() {
    acks++;
    open.answer(new Moment(acks, acks));
  }
}
