package io.kald.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.audit.KeepAlivesSeen.Absent;
import io.kald.agent.audit.KeepAlivesSeen.Shown;
import io.kald.agent.flow.Endpoint;
import io.kald.agent.flow.Moment;
import io.kald.agent.flow.SccpSeen;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.SccpMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of a phone's KeepAlives while packets come in; times in milliseconds. */
class KeepAlivesSeenTest {
  private static final long MILLI = 1_000_000;
  private static final Endpoint PHONE = new Endpoint("192.0.2.50", 49_001);
  private static final Endpoint OTHER_PHONE = new Endpoint("192.0.2.51", 49_001);
  private static final Endpoint NODE = new Endpoint("192.0.2.101", 2000);

  private final KeepAlivesSeen seen = new KeepAlivesSeen();
  private Endpoint phone = PHONE;
  private long connection = 1;
  private long frame;

  @Test
  void shouldShowWhatCameOfAKeepAliveSoFar() {
    Moment asked = keepAlive(0);
    assertThat(shown(0)).isEqualTo(new OnWire(0, -1, false, List.of(1L)));
    delivered(asked, 1);
    assertThat(shown(0)).isEqualTo(new OnWire(0, -1, true, List.of(1L)));
    answer(3);
    assertThat(shown(0)).isEqualTo(new OnWire(0, 3 * MILLI, true, List.of(1L)));
  }

  @Test
  void shouldShowTheOneThatIsNearestInTime() {
    delivered(keepAlive(0), 1);
    delivered(keepAlive(1000), 1001);
    answer(1002);
    assertThat(shown(1010).sentNanos()).isEqualTo(1000 * MILLI);
    assertThat(seen.claim(NODE, 49_001, 2001 * MILLI)).isEqualTo(new Absent(""));
  }

  @Test
  void shouldGiveNobodyWhatAnotherHasClaimed() {
    keepAlive(0);
    delivered(keepAlive(500), 501);
    assertThat(shown(500).sentNanos()).isEqualTo(500 * MILLI);
    assertThat(shown(501).sentNanos()).as("the same, told again").isEqualTo(500 * MILLI);
    assertThat(shown(400).sentNanos()).as("another one").isZero();
  }

  @Test
  void shouldNotBeCertainWhoseAnAnswerIsWhereSeveralHaveNone() {
    keepAlive(0);
    keepAlive(30_000);
    assertThat(certain(30_000)).as("nothing came").isTrue();
    answer(30_050);
    assertThat(certain(0)).isFalse();
    assertThat(certain(30_000)).isFalse();
    keepAlive(60_000);
    assertThat(shown(30_000).rttNanos()).as("alone, so the newest one's").isEqualTo(50 * MILLI);
  }

  @Test
  void shouldTakeALateAnswerForTheOldestOnes() {
    keepAlive(0);
    keepAlive(30_000);
    answer(33_000);
    assertThat(certain(0)).isFalse();
    assertThat(shown(0).rttNanos()).isEqualTo(33_000 * MILLI);
    assertThat(shown(30_000).rttNanos()).isEqualTo(-1);
  }

  @Test
  void shouldTellPhonesApartThatShareAPort() {
    keepAlive(0);
    phone = OTHER_PHONE;
    connection = 2;
    keepAlive(400);
    answer(402);
    assertThat(shown(0).rttNanos()).isEqualTo(-1);
    assertThat(shown(400).rttNanos()).isEqualTo(2 * MILLI);
  }

  /** The answer came over a connection that has the same ports and is another one. */
  @Test
  void shouldNotAnswerKeepAlivesOfAConnectionThatIsOver() {
    keepAlive(0);
    seen.ended(PHONE, NODE);
    connection = 2;
    answer(100);
    assertThat(shown(0).rttNanos()).isEqualTo(-1);
  }

  @Test
  void shouldProveNothingWhereTcpHoldsBackWhatFollows() {
    Moment lost = keepAlive(0);
    assertThat(why(30_000)).contains("TCP");
    delivered(lost, 10);
    assertThat(why(30_000)).isEmpty();
  }

  @Test
  void shouldProveNothingWhereBytesCannotBeRead() {
    delivered(keepAlive(0), 1);
    seen.unread(PHONE, NODE, new Moment(9, 30_000 * MILLI));
    assertThat(why(30_002)).contains("cannot be read");
    assertThat(why(60_000)).isEmpty();
  }

  @Test
  void shouldProveNothingOfWhatItHasForgotten() {
    for (long at = 0; at < 600_000; at += 30_000) {
      delivered(keepAlive(at), at + 1);
    }
    assertThat(why(2000)).contains("since");
    assertThat(why(410_000)).isEmpty();
  }

  @Test
  void shouldProveNothingWhereMoreConnectionsAreInUseThanItRemembers() {
    keepAlive(0);
    for (int port = 1; port <= 20_000; port++) {
      phone = new Endpoint("192.0.2.50", port);
      keepAlive(port);
    }
    assertThat(seen.claim(NODE, 49_001, 0)).isInstanceOf(Absent.class);
    assertThat(why(0)).contains("connections");
    assertThat(seen.claim(NODE, 20_000, 20_000 * MILLI)).isInstanceOf(Shown.class);
  }

  @Test
  void shouldKnowNothingAfterItWasCleared() {
    keepAlive(0);
    seen.clear();
    assertThat(why(0)).isEmpty();
  }

  private Moment keepAlive(long atMillis) {
    SccpSeen asked = message(atMillis, true, KeepAlive.INSTANCE);
    seen.sent(asked);
    return asked.seen();
  }

  private void answer(long atMillis) {
    seen.sent(message(atMillis, false, KeepAliveAck.INSTANCE));
  }

  private void delivered(Moment sent, long atMillis) {
    seen.over(
        new SccpSeen(
            connection,
            phone,
            NODE,
            true,
            KeepAlive.INSTANCE,
            sent,
            new Moment(sent.frame(), atMillis * MILLI),
            true,
            List.of()));
  }

  private SccpSeen message(long atMillis, boolean fromPhone, SccpMessage message) {
    Moment at = new Moment(++frame, atMillis * MILLI);
    return new SccpSeen(connection, phone, NODE, fromPhone, message, at, null, false, List.of());
  }

  private OnWire shown(long sentMillis) {
    return claim(sentMillis).seen();
  }

  private boolean certain(long sentMillis) {
    return claim(sentMillis).certain();
  }

  private Shown claim(long sentMillis) {
    return (Shown) seen.claim(NODE, 49_001, sentMillis * MILLI);
  }

  private String why(long sentMillis) {
    return ((Absent) seen.claim(NODE, 49_001, sentMillis * MILLI)).why();
  }
}
