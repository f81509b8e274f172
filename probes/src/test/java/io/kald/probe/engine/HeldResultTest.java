package io.kald.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.Keepalive;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.TcpClose;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.event.ProbeEvent.Changed;
import io.kald.probe.event.ProbeEvent.Probed;
import io.kald.probe.review.Opinion;
import io.kald.probe.review.ResultReview;
import io.kald.probe.tcp.TcpSpec;
import io.kald.probe.time.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Failures that wait for a second opinion. */
class HeldResultTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final Rule RULE = new Rule(2 * SECOND, 3, SECOND, 500 * MILLI, false);

  private final ManualTime time = new ManualTime();
  private final ScriptedProbers network = new ScriptedProbers(time, ".");
  private final List<ProbeEvent> events = new ArrayList<>();
  private final List<Throwable> faults = new ArrayList<>();
  private final Reviewing review = new Reviewing();
  private final LoopCore core =
      new LoopCore(
              time,
              time,
              network,
              events::add,
              (where, fault) -> faults.add(fault),
              new Limits(10),
              MILLI)
          .reviewedBy(new Reviews(review, Runnable::run));

  /** Answers 300 ms after it was asked, or never. */
  private final class Reviewing implements ResultReview {
    Function<ProbeResult, Opinion> opinion = result -> Opinion.STANDS;
    boolean ready = true;
    boolean answers = true;
    int asked;
    int unreviewed;

    @Override
    public boolean exists() {
      return true;
    }

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public long patienceNanos() {
      return 800 * MILLI;
    }

    @Override
    public void ask(Keepalive keepalive, ProbeResult failure, Listener listener) {
      asked++;
      if (answers) {
        time.runAt(time.nanoTime() + 300 * MILLI, () -> listener.onOpinion(opinion.apply(failure)));
      }
    }

    @Override
    public void unreviewed() {
      unreviewed++;
    }
  }

  @Test
  void shouldNeverHoldAnAnswer() {
    run(20 * SECOND);
    assertThat(review.asked).isZero();
    assertThat(states()).containsExactly("alive");
  }

  @Test
  void shouldDeliverAFailureThatStandsWhenItIsJudged() {
    long lastGood = settle();
    network.script("x");
    run(5 * SECOND);
    assertThat(states()).containsExactly("dying", "down");
    // Each probe ends 0.8 s after its start, so that the retry period of 1 s is kept.
    assertThat(changed().get(0).atNanos() - lastGood).isEqualTo(2 * SECOND + 800 * MILLI);
    assertThat(changed().get(1).atNanos() - lastGood).isEqualTo(4 * SECOND + 800 * MILLI);
    assertThat(review.unreviewed).isZero();
  }

  @Test
  void shouldMoveNothingWhenAFailureIsOverruledAndKeepBothInTheResult() {
    settle();
    network.script("xr");
    review.opinion = failure -> Opinion.overruled(Reason.NOT_ON_WIRE, "nothing left");
    run(60 * SECOND);
    assertThat(states()).isEmpty();
    List<ProbeOutcome> outcomes = probed().stream().map(p -> p.result().outcome()).toList();
    assertThat(outcomes)
        .allSatisfy(
            outcome -> {
              var not = (ProbeOutcome.NotProbed) outcome;
              assertThat(not.reason()).isEqualTo(Reason.NOT_ON_WIRE);
              assertThat(not.overruled()).isNotNull();
            });
    // Still ALIVE: probed at its frequency.
    assertThat(outcomes).hasSizeBetween(29, 31);
  }

  @Test
  void shouldLetAFailureGoOnUnchangedWhenNoOpinionComesInTime() {
    long lastGood = settle();
    network.script("r");
    review.answers = false;
    run(6 * SECOND);
    assertThat(states()).containsExactly("dying", "down");
    assertThat(changed().get(0).atNanos() - lastGood).isEqualTo(2 * SECOND + 800 * MILLI);
    assertThat(review.unreviewed).isEqualTo(probed().size());
  }

  @Test
  void shouldHoldNothingWhileNoOpinionCanBeExpected() {
    long lastGood = settle();
    network.script("r");
    review.ready = false;
    run(6 * SECOND);
    assertThat(states()).containsExactly("dying", "down");
    assertThat(changed().get(0).atNanos() - lastGood).isEqualTo(2 * SECOND);
    assertThat(review.asked).isZero();
    assertThat(review.unreviewed).isEqualTo(probed().size());
  }

  @Test
  void shouldForgetWhatIsHeldWhenTheKeepaliveGoesOrItsAddressChanges() {
    settle();
    network.script("r");
    time.advance(2 * SECOND + 10 * MILLI);
    core.address("k", "127.0.0.2");
    network.script(".");
    run(5 * SECOND);
    assertThat(states()).isEmpty();
    network.script("r");
    time.advance(SECOND + 10 * MILLI);
    core.remove("k", Handover.NONE);
    time.advance(5 * SECOND);
    assertThat(states()).isEmpty();
    assertThat(time.pending()).isZero();
  }

  /** Until the last answer of a keepalive in its own place; when that was due. */
  private long settle() {
    run(20 * SECOND);
    long due = probed().get(probed().size() - 1).result().dueNanos();
    time.advance(due + 100 * MILLI - time.nanoTime() + 2 * SECOND);
    events.clear();
    return due + 2 * SECOND;
  }

  private void run(long nanos) {
    if (network.open == 0) {
      core.add(keepalive(), 0, "127.0.0.1", Handover.NONE);
    }
    time.advance(nanos);
    assertThat(faults).isEmpty();
  }

  private static Keepalive keepalive() {
    TcpSpec spec = new TcpSpec("127.0.0.1", 80, TcpClose.RST, Family.ANY, Egress.DEFAULT);
    return new Keepalive("k", spec, RULE, List.of(new Service("s", false)));
  }

  private List<Probed> probed() {
    return events.stream().filter(Probed.class::isInstance).map(Probed.class::cast).toList();
  }

  private List<Changed> changed() {
    return events.stream().filter(Changed.class::isInstance).map(Changed.class::cast).toList();
  }

  private List<String> states() {
    return changed().stream().map(c -> c.transition().to().word()).toList();
  }
}
