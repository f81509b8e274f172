package io.kald.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.bus.Events;
import io.kald.probe.Phone;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.time.ManualTime;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PhoneBoardTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ManualTime time = new ManualTime();
  private final StatusBoard board = new StatusBoard(time, time);
  private final StatusSink sink = new StatusSink(board);
  private final Phone desk = Events.phone("desk");

  PhoneBoardTest() {
    sink.accept(Events.added(desk, time.nanoTime()));
  }

  @Test
  void shouldKnowNothingOfAPhoneThatHasJustBegun() {
    assertThat(desk())
        .isEqualTo(
            new PhoneView("desk", "SEP001122334455", "unknown", "", null, "", -1, 0, null, null));
  }

  @Test
  void shouldTellWhereAPhoneIsAndWhereItWouldGo() {
    take(Events.registered("c1"));
    take(new PhoneFact.Standby("c2"));
    take(new PhoneFact.Baseline(250_000_000, 7));
    sink.accept(Events.changed(desk, 0, Events.UNKNOWN, Events.ALIVE, time.nanoTime()));
    time.advance(5 * SECOND);
    assertThat(desk())
        .isEqualTo(
            new PhoneView(
                "desk",
                "SEP001122334455",
                "alive",
                "c1",
                time.now().minusSeconds(5),
                "c2",
                250_000_000,
                7,
                null,
                null));
  }

  @Test
  void shouldTellOfTheLastFailoverInWords() {
    take(Events.registered("c1"));
    sink.accept(Events.changed(desk, 0, Events.ALIVE, Events.DYING, time.nanoTime()));
    assertThat(desk().node()).as("a KeepAlive missed").isEqualTo("c1");
    take(new PhoneFact.Lost("c1", FailoverCause.KEEPALIVE_TIMEOUT));
    assertThat(desk().node()).as("lost, and not yet anywhere else").isEmpty();
    take(new PhoneFact.RegistrationFailed("c2", "register-timeout", "", SECOND));
    assertThat(desk().trouble())
        .isEqualTo(new PhoneView.Trouble(time.now(), "c2", "register timeout"));
    time.advance(SECOND);
    take(Events.registered("srst"));
    take(
        new PhoneFact.Failover(
            "c1", "srst", FailoverCause.KEEPALIVE_TIMEOUT, 90 * SECOND, 91 * SECOND));
    assertThat(desk().node()).isEqualTo("srst");
    assertThat(desk().since()).isEqualTo(time.now());
    assertThat(desk().trouble()).isNull();
    assertThat(desk().lastFailover())
        .isEqualTo(
            new PhoneView.FailoverView(
                time.now(),
                "c1",
                "srst",
                "KeepaliveTO",
                "c1 left KeepAlives unanswered while the connection stayed open",
                90 * SECOND,
                91 * SECOND));
  }

  @ParameterizedTest
  @EnumSource
  void shouldHaveWordsForEveryCause(FailoverCause cause) {
    take(new PhoneFact.Failover("c1", "", cause, 0, -1));
    PhoneView.FailoverView failover = Objects.requireNonNull(desk().lastFailover());
    assertThat(failover.words()).matches("c1 [a-z].*[a-z], and no node took the phone");
  }

  @Test
  void shouldForgetThePhonesThatAreRemoved() {
    assertThat(board.phones(0, 10).phones()).hasSize(1);
    sink.accept(Events.removed(desk, time.nanoTime()));
    take(Events.registered("c1"));
    assertThat(board.phones(0, 10).phones()).isEmpty();
    sink.accept(Events.added(Events.tcp("web", "web"), time.nanoTime()));
    assertThat(board.phones(0, 10).phones()).isEmpty();
  }

  private PhoneView desk() {
    return board.phone("desk").orElseThrow();
  }

  private void take(PhoneFact fact) {
    sink.accept(Events.fact(desk, fact, time.nanoTime()));
  }
}
