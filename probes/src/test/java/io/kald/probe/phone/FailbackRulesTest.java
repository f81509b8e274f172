package io.kald.probe.phone;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.LocalFailure;
import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneTimers;
import io.kald.probe.Reason;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The way back to a node that knows no tokens. */
class FailbackRulesTest {
  private static final long SECOND = 1_000_000_000L;

  private final Scene scene = new Scene(ScriptedGroup.spec(PhoneDetection.DEFAULT, 2));
  private final Link better = scene.links.get(0);
  private final Link home = scene.links.get(1);
  private final FailbackRules failback = new FailbackRules(scene);

  FailbackRulesTest() {
    scene.active = home.place;
    register(home);
    better.connecting(0, 0);
    better.connected(0);
  }

  private static void register(Link link) {
    link.connecting(0, 0);
    link.connected(0);
    link.registering(0, 0);
    link.registerAcked(PhoneTerms.NONE, PhoneTimers.DEFAULT, 0);
    link.asking(0, 0);
    link.registered(0);
  }

  @Test
  void shouldGoBackToANodeThatHasAckedLately() {
    ackedAt(100 * SECOND);
    assertThat(answerAt(160 * SECOND)).isTrue();
  }

  @Test
  void shouldNotGoBackOnAnAckThatIsOlderThanTheStandbyInterval() {
    ackedAt(100 * SECOND);
    assertThat(answerAt(162 * SECOND)).isFalse();
    assertThat(better.health.proven()).as("it has to prove itself anew").isFalse();
  }

  private void ackedAt(long nanos) {
    better.health.acked(nanos, nanos, 0);
    assertThat(better.health.proven()).isTrue();
  }

  @Test
  void shouldAskAgainSoonWhenThisMachineWasAtFault() {
    ackedAt(100 * SECOND);
    LocalFailure own = new LocalFailure(Reason.NO_CARRIER, "");
    assertThat(answerAt(162 * SECOND, own)).isFalse();
    assertThat(better.health.proven()).isTrue();
    assertThat(better.attempts.askAfter(162 * SECOND)).isBetween(0L, 2 * SECOND);
    for (Order order = scene.nextOrder(); order != null; order = scene.nextOrder()) {
      assertThat(order).isNotInstanceOf(Order.Tell.class);
    }
  }

  private boolean answerAt(long nowNanos) {
    return answerAt(nowNanos, null);
  }

  private boolean answerAt(long nowNanos, @Nullable LocalFailure own) {
    failback.consider(home, nowNanos - scene.timers().registerNanos());
    failback.moment(nowNanos);
    return failback.unanswered(better, own, nowNanos);
  }
}
