package io.kald.probe.phone;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The way back to a node that knows no tokens. */
class FailbackRulesTest {
  private static final long SECOND = 1_000_000_000L;

  private final Scene scene = new Scene(ScriptedGroup.spec(2));
  private final Link better = scene.links.get(0);
  private final Link home = scene.links.get(1);
  private final FailbackRules failback = new FailbackRules(scene);

  FailbackRulesTest() {
    scene.active = home.place;
    home.phase = Link.Phase.REGISTERED;
    better.phase = Link.Phase.CONNECTED;
    better.good = true;
    better.proven = true;
    better.lastWasSccp = true;
  }

  @Test
  void shouldGoBackToANodeThatHasAckedLately() {
    better.sccpNanos = 100 * SECOND;
    assertThat(answerAt(160 * SECOND)).isSameAs(better);
  }

  @Test
  void shouldNotGoBackOnAnAckThatIsOlderThanTheStandbyInterval() {
    better.sccpNanos = 100 * SECOND;
    assertThat(answerAt(162 * SECOND)).isNull();
    assertThat(better.proven).as("it has to prove itself anew").isFalse();
  }

  private @Nullable Link answerAt(long nowNanos) {
    failback.consider(home, nowNanos - scene.timers().registerNanos());
    return failback.moment(nowNanos);
  }
}
