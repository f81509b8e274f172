package io.kald.agent.timers;

import static io.kald.agent.timers.Talk.ACK;
import static io.kald.agent.timers.Talk.FIN;
import static io.kald.agent.timers.Talk.RST;
import static io.kald.agent.timers.Talk.SYN;
import static io.kald.agent.timers.Talk.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ConnectionTableTest {
  private static final int PORT = 40_000;
  private static final int SCCP = 2000;

  @Test
  void shouldCutWhatWasIdleForTheWholeTimer() {
    Talk talk = new Talk(Presets.csm()).open(0, PORT, SCCP).client(3600, PORT, SCCP, ACK);

    assertThat(talk.cuts)
        .containsExactly(
            new Cut(
                new ConnectionId(Talk.key(FlowKey.TCP, PORT, SCCP), 0),
                Cause.IDLE,
                0,
                nanos(3600),
                nanos(3600),
                true));
    assertThat(talk.counts().timedOut()).isEqualTo(1);
  }

  @Test
  void shouldKeepWhatEitherSideUsedInTime() {
    Talk talk = new Talk(Presets.csm()).open(0, PORT, SCCP);
    talk.server(3599, PORT, SCCP, ACK).client(7100, PORT, SCCP, ACK).until(10_000);

    assertThat(talk.cuts).isEmpty();
    assertThat(talk.counts().current()).isEqualTo(1);
  }

  @Test
  void shouldTellOneCutOnceAndTakeTheNextConnectionOfThePorts() {
    Talk talk = new Talk(Presets.csm()).open(0, PORT, SCCP);
    talk.server(4000, PORT, SCCP, ACK).client(4001, PORT, SCCP, ACK).open(4002, PORT, SCCP);

    assertThat(talk.cuts).hasSize(1);
    assertThat(talk.cuts.get(0).byClient()).isFalse();
    assertThat(talk.counts().created()).isEqualTo(2);
    assertThat(talk.counts().current()).isEqualTo(1);
  }

  @Test
  void shouldNotCallALateCloseACut() {
    Talk talk = new Talk(Presets.csm()).open(0, PORT, SCCP).client(4000, PORT, SCCP, FIN | ACK);

    assertThat(talk.cuts).isEmpty();
    assertThat(talk.counts().lateCloses()).isEqualTo(1);
  }

  @Test
  void shouldNotTakeTheLastAckOfACloseForANewConnection() {
    Talk talk = new Talk(Presets.csm()).open(0, PORT, SCCP);
    talk.client(1, PORT, SCCP, FIN | ACK)
        .server(1, PORT, SCCP, FIN | ACK)
        .client(1, PORT, SCCP, ACK);

    assertThat(talk.counts().created()).isEqualTo(1);
    assertThat(talk.counts().current()).isZero();
    assertThat(talk.counts().timedOut()).isZero();
  }

  @Test
  void shouldTimeOutAHandshakeThatTheClientNeverCompletesWithoutBlamingTheServer() {
    Talk talk = new Talk(Presets.csm());
    talk.client(0, PORT, SCCP, SYN).server(0, PORT, SCCP, SYN | ACK).until(29.9);
    assertThat(talk.counts().timedOut()).isZero();
    talk.until(30);

    assertThat(talk.counts().timedOut()).isEqualTo(1);
    assertThat(talk.counts().pendingAnswered()).isEqualTo(1);
    assertThat(talk.counts().failed()).isZero();
  }

  @Test
  void shouldNotLetSynRetransmissionsProlongThePendingTimer() {
    Talk talk = new Talk(Presets.csm());
    talk.client(0, PORT, SCCP, SYN).client(1, PORT, SCCP, SYN).client(29, PORT, SCCP, SYN);
    talk.until(30);

    assertThat(talk.counts().created()).isEqualTo(1);
    assertThat(talk.counts().timedOut()).isEqualTo(1);
    assertThat(talk.counts().failed()).as("the server never answered").isEqualTo(1);
  }

  @Test
  void shouldCutAHandshakeThatIsCompletedTooLate() {
    Talk talk = new Talk(Presets.csm());
    talk.client(0, PORT, SCCP, SYN).server(0, PORT, SCCP, SYN | ACK).client(31, PORT, SCCP, ACK);

    assertThat(talk.cuts).extracting(Cut::cause).containsExactly(Cause.PENDING);
  }

  @Test
  void shouldLeaveAUnidirectionalServerToTheIdleTimer() {
    TimerRules csm = Presets.csm();
    TimerRules rules =
        new TimerRules(
            "uni", csm.tcpIdleNanos(), 0, csm.pendingNanos(), true, false, List.of(), 0, 1);
    Talk talk = new Talk(rules).client(0, PORT, SCCP, SYN).until(3599);
    assertThat(talk.counts().current()).isEqualTo(1);

    assertThat(talk.until(3600).counts().current()).isZero();
  }

  @Test
  void shouldCallHalfOpenProbesNeitherFailedNorTimedOut() {
    Talk talk = new Talk(Presets.csm());
    talk.client(0, PORT, SCCP, SYN).server(0, PORT, SCCP, SYN | ACK).client(0, PORT, SCCP, RST);
    TableCounts counts = talk.until(100).counts();

    assertThat(List.of(counts.halfOpen(), counts.failed(), counts.timedOut()))
        .containsExactly(1L, 0L, 0L);
  }

  @Test
  void shouldCallARefusalAFailureAndNoTimeOut() {
    Talk talk = new Talk(Presets.csm());
    talk.client(0, PORT, SCCP, SYN).server(0, PORT, SCCP, RST | ACK);
    TableCounts counts = talk.until(100).counts();

    assertThat(List.of(counts.refused(), counts.failed(), counts.timedOut()))
        .containsExactly(1L, 1L, 0L);
  }

  @Test
  void shouldLetIdleFlowsOfACssGoOnAsLongAsTheirPlaceIsNotWanted() {
    Talk talk = new Talk(Presets.css()).open(0, PORT, 22).client(3600, PORT, 22, ACK);

    assertThat(talk.cuts).isEmpty();
    assertThat(talk.counts().revived()).isEqualTo(1);
    assertThat(talk.counts().longestRevivedNanos()).isEqualTo(nanos(3600));
    assertThat(talk.counts().timedOut()).isZero();
  }

  @Test
  void shouldReUseTheFlowThatHasBeenIdleLongestWhenTheTableIsFull() {
    // Four flow control blocks are two connections; HTTP becomes idle after 8 s, the other 16 s.
    Talk talk = new Talk(Presets.css().withEntries(4)).open(0, PORT, 22).open(5, PORT + 1, 80);
    talk.open(20, PORT + 2, 80).client(21, PORT, 22, ACK).client(21, PORT + 1, 80, ACK);

    assertThat(talk.counts().reused()).isEqualTo(1);
    assertThat(talk.cuts).extracting(Cut::cause).containsExactly(Cause.REUSED);
    assertThat(talk.cuts.get(0).connection().key().targetPort()).isEqualTo(80);
    assertThat(talk.cuts.get(0).removedNanos()).isEqualTo(nanos(20));
  }

  @Test
  void shouldHaveNoRoomWhenNothingIsIdle() {
    Talk talk = new Talk(Presets.css().withEntries(2)).open(0, PORT, 22).open(1, PORT + 1, 22);

    assertThat(talk.counts().noRoom()).isEqualTo(1);
    assertThat(talk.cuts).extracting(Cut::cause).containsExactly(Cause.NO_ROOM);
  }

  @Test
  void shouldCutOnABusyCssAfterEightSecondsOfHttpAndSixteenOfTheRest() {
    Talk talk = new Talk(Presets.css().busy()).open(0, PORT, 80).open(0, PORT, 22);
    talk.client(8, PORT, 80, ACK).client(15.9, PORT, 22, ACK).client(31.9, PORT, 22, ACK);

    assertThat(talk.cuts)
        .extracting(cut -> cut.connection().key().targetPort(), Cut::cause)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(80, Cause.IDLE),
            org.assertj.core.groups.Tuple.tuple(22, Cause.IDLE));
  }

  @Test
  void shouldNeverTimeOutAPermanentPort() {
    TimerRules rules =
        new TimerRules("css", 1, 1, 0, false, false, List.of(new PortIdle(SCCP, SCCP, 0)), 0, 2);
    Talk talk = new Talk(rules).open(0, PORT, SCCP).client(1e9, PORT, SCCP, ACK);

    assertThat(talk.cuts).isEmpty();
  }

  @Test
  void shouldCutAnswersOfUdpButNotQuestions() {
    Talk talk = new Talk(Presets.ace());
    FlowKey question = Talk.key(FlowKey.UDP, PORT, 53);
    talk.table.onPacket(0, question, 0);
    talk.table.onPacket(nanos(120), question, 0);
    assertThat(talk.cuts).isEmpty();
    talk.table.onPacket(nanos(300), question.reversed(), 0);

    assertThat(talk.cuts).extracting(Cut::byClient).containsExactly(false);
    assertThat(talk.counts().created()).isEqualTo(2);
  }

  @Test
  void shouldTakeConnectionsOlderThanTheCapture() {
    Talk talk = new Talk(Presets.csm()).server(0, PORT, SCCP, ACK).client(4000, PORT, SCCP, ACK);

    assertThat(talk.counts().older()).isEqualTo(1);
    assertThat(talk.cuts)
        .extracting(cut -> cut.connection().key().targetPort())
        .containsExactly(SCCP);
  }

  @Test
  void shouldForgetTheEldestOfThoseThatAreGone() {
    ConnectionTable table = new ConnectionTable(Presets.csm(), cut -> {}, 2);
    for (int port = PORT; port < PORT + 3; port++) {
      table.onPacket(0, Talk.key(FlowKey.TCP, port, SCCP), ACK);
    }
    table.advance(nanos(3600));

    assertThat(table.counts().forgotten()).isEqualTo(1);
  }

  @Test
  void shouldKnowTheRateThatATableTakesForEver() {
    // The question of the forum: 10 hours and a million are 27.8 a second; 278 are those of 1 hour.
    assertThat(csm(36_000).sustainablePerSecond()).isCloseTo(27.8, within(0.05));
    assertThat(csm(3_600).sustainablePerSecond()).isCloseTo(277.8, within(0.05));
    assertThat(csm(0).sustainablePerSecond()).isZero();
    assertThat(Presets.css().withEntries(32_000).sustainablePerSecond()).isEqualTo(1000);
  }

  private static TimerRules csm(int idleSeconds) {
    return new TimerRules("csm", nanos(idleSeconds), 0, 0, false, false, List.of(), 1_000_000, 1);
  }
}
