package io.kald.agent.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.audit.Claim;
import io.kald.agent.audit.OnWire;
import io.kald.agent.flow.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What becomes of results and packets, in whichever order they come. */
class LivePairsTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;
  private static final long START = 1_795_000_000 * SECOND;
  private static final long WAIT = 7 * SECOND;
  private static final Endpoint SERVER = new Endpoint("192.0.2.1", 80);

  private final List<String> told = new ArrayList<>();
  private final Doubts doubts = new Doubts();
  private final Neighbours neighbours = new Neighbours();
  private boolean onlyOurs;
  private final LivePairs pairs =
      new LivePairs(new Told(), doubts, (key, seen) -> onlyOurs, neighbours);

  @Test
  void shouldConfirmAtOnceWhicheverComesFirst() {
    claim(1, 0, 5, "answered");
    seen(1, 0, 5);
    seen(2, 0, 5);
    claim(2, 0, 5, "answered");
    assertThat(told).containsExactly("confirmed 1", "confirmed 2");
    assertThat(pairs.size()).isZero();
  }

  @Test
  void shouldConfirmThatNothingCame() {
    claim(1, 0, -1, "unanswered");
    seen(1, 0, -1);
    assertThat(told).containsExactly("confirmed 1");
  }

  @Test
  void shouldWaitBeforeItMissesAPacket() {
    claim(1, 0, 5, "answered");
    pairs.advance(START + WAIT - 1);
    assertThat(told).isEmpty();
    pairs.advance(START + WAIT);
    assertThat(told).containsExactly("not on wire 1");
  }

  @Test
  void shouldSayWhatPacketsShowInstead() {
    claim(1, 0, -1, "unanswered");
    seen(1, 0, 5);
    pairs.advance(START + WAIT);
    assertThat(told)
        .containsExactly("differs 1: kald says unanswered, the capture shows an answer after 5 ms");
  }

  @Test
  void shouldHoldACloseOfTheTargetAgainstPackets() {
    claim(1, 0, 5, "answered", true);
    pairs.seen(key(1), new OnWire(START, 5 * MILLI, true, true, List.of()), START + WAIT);
    claim(2, 0, 5, "rejected", true);
    pairs.seen(key(2), new OnWire(START, 5 * MILLI, true, true, List.of()), START + WAIT);
    claim(3, 0, 5, "answered", true);
    seen(3, 0, 5);
    pairs.advance(START + WAIT);
    assertThat(told)
        .containsExactly(
            "confirmed 1",
            "confirmed 2",
            "differs 3: kald says that the target closed at once, the capture does not show that");
  }

  @Test
  void shouldSayThatAPacketLeftAtAnotherTime() {
    claim(1, 300, 5, "answered");
    seen(1, 0, 5);
    pairs.advance(START + 2 * WAIT);
    assertThat(told).containsExactly("differs 1: kald says it left 300 ms later");
  }

  /** A packet to such a host does not leave: nobody holds it back. */
  @Test
  void shouldNotMissAPacketToAHostThatDoesNotAnswerArp() {
    String here = "192.0.2.9";
    claim(1, 0, -1, "unanswered");
    claim(2, 0, 5, "answered");
    neighbours.take(ArpPackets.question(START + SECOND, here, SERVER.address()));
    neighbours.take(ArpPackets.question(START + 2 * SECOND, here, SERVER.address()));
    claim(3, 20_000, -1, "unanswered");
    neighbours.take(ArpPackets.question(START + 30 * SECOND, here, SERVER.address()));
    neighbours.take(ArpPackets.answer(START + 30 * SECOND, SERVER.address(), here));
    claim(4, 30_000, -1, "unanswered");
    pairs.advance(START + 60 * SECOND);
    assertThat(told)
        .containsExactly("unresolved 1", "not on wire 2", "not on wire 3", "not on wire 4");
  }

  @Test
  void shouldRememberSilencesForAWhile() {
    String here = "192.0.2.9";
    for (int i = 0; i < 20; i++) {
      neighbours.take(ArpPackets.question(START + 10L * i * SECOND, here, SERVER.address()));
    }
    claim(1, 0, -1, "unanswered");
    claim(2, 130_000, -1, "unanswered");
    claim(3, 190_000, -1, "unanswered");
    claim(4, 195_000, -1, "unanswered");
    pairs.advance(START + 300 * SECOND);
    assertThat(told)
        .containsExactlyInAnyOrder(
            "not on wire 1", "unresolved 2", "unresolved 3", "not on wire 4");
  }

  @Test
  void shouldJudgeNothingWherePacketsMayBeMissing() {
    claim(1, 0, 5, "answered");
    claim(2, 0, -1, "unanswered");
    seen(2, 0, 5);
    claim(3, 0, 5, "answered");
    seen(3, 0, 5);
    doubts.add(START - 900 * MILLI, START - 800 * MILLI);
    pairs.advance(START + WAIT);
    assertThat(told).containsExactly("confirmed 3", "unknown 1", "unknown 2");
  }

  @Test
  void shouldJudgeNothingThatEndsWithoutItsPackets() {
    claim(1, 0, 5, "answered");
    pairs.finish();
    assertThat(told).containsExactly("unknown 1");
  }

  @Test
  void shouldNotDenyAProbeThatIsLongerThanPacketsAreHeld() {
    claim(1, 0, 80_000, "answered");
    pairs.advance(START + WAIT);
    assertThat(told).containsExactly("unknown 1");
  }

  @Test
  void shouldTellOfPacketsWithoutAResultOnlyWhenTheyCanBeNobodyElses() {
    seen(1, 0, 5);
    pairs.advance(START + WAIT);
    onlyOurs = true;
    seen(2, 0, 5);
    pairs.advance(START + WAIT);
    assertThat(told).containsExactly("unrecorded 2");
  }

  @Property(tries = 200)
  void shouldGiveEachResultItsOwnPacketsInAnyOrder(
      @ForAll @IntRange(min = 1, max = 40) int count, @ForAll long seed) {
    told.clear();
    List<Runnable> comes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long at = 200L * i;
      int answer = 1 + i % 90;
      comes.add(() -> claim(1, at, answer, "answered"));
      comes.add(() -> seen(1, at, answer));
    }
    Collections.shuffle(comes, new Random(seed));
    comes.forEach(Runnable::run);
    pairs.advance(START + 60 * SECOND);
    assertThat(told).hasSize(count).allMatch("confirmed 1"::equals);
  }

  private void claim(int port, long atMillis, long rttMillis, String outcome) {
    claim(port, atMillis, rttMillis, outcome, false);
  }

  private void claim(
      int port, long atMillis, long rttMillis, String outcome, boolean closedAtOnce) {
    boolean answered = outcome.equals("answered");
    long sent = START + atMillis * MILLI;
    Claim claim =
        new Claim(
            "web",
            "tcp",
            "www:80",
            SERVER,
            port,
            sent,
            answered ? rttMillis * MILLI : -1,
            answered ? -1 : 4 * SECOND,
            outcome,
            closedAtOnce);
    pairs.claim(key(port), claim, sent + WAIT);
  }

  private void seen(int port, long atMillis, long rttMillis) {
    long sent = START + atMillis * MILLI;
    long rtt = rttMillis < 0 ? -1 : rttMillis * MILLI;
    pairs.seen(key(port), new OnWire(sent, rtt, rtt >= 0, List.of(1L)), sent + WAIT);
  }

  private static ProbeKey key(int port) {
    return new ProbeKey("tcp", SERVER, port);
  }

  private final class Told implements Verdicts {
    @Override
    public void confirmed(Claim claim, OnWire seen) {
      told.add("confirmed " + claim.sourcePort());
    }

    @Override
    public void unresolved(Claim claim) {
      told.add("unresolved " + claim.sourcePort());
    }

    @Override
    public void notOnWire(Claim claim) {
      told.add("not on wire " + claim.sourcePort());
    }

    @Override
    public void differs(Claim claim, OnWire seen, String differs) {
      told.add("differs " + claim.sourcePort() + ": " + differs);
    }

    @Override
    public void unknown(Claim claim, String why) {
      told.add("unknown " + claim.sourcePort());
    }

    @Override
    public void unrecorded(ProbeKey key, OnWire seen) {
      told.add("unrecorded " + key.sourcePort());
    }
  }
}
