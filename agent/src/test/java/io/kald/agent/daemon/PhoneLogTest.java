package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kald.agent.bus.Events;
import io.kald.agent.text.LogWindow;
import io.kald.probe.Keepalive;
import io.kald.probe.Phone;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.time.ManualTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PhoneLogTest {
  private static final long SECOND = 1_000_000_000;

  private final Logger logger = (Logger) LoggerFactory.getLogger("io.kald.phone");
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private final ManualTime time = new ManualTime();
  private final PhoneLog log = new PhoneLog(time);
  private final Phone desk = Events.phone("desk");

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    written.start();
    logger.addAppender(written);
    logger.setAdditive(false); // not to standard error as well
  }

  @AfterEach
  void leave() {
    logger.detachAppender(written);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @Test
  void shouldSayWhoWentWhereWhyAndForHowLong() {
    take(new PhoneFact.Failover("c1", "c2", FailoverCause.TCP_TIMEOUT, 9 * SECOND, 10 * SECOND));
    assertThat(lines())
        .containsExactly(
            "WARN phone desk: left c1, which could not be reached any more: the path to it is"
                + " broken; registered with c2; noticed after 9.0 s, 10.0 s without call control");
  }

  @Test
  void shouldSayWhenNoNodeIsLeft() {
    take(new PhoneFact.Failover("c1", "", FailoverCause.CM_CLOSED_TCP, 0, -1));
    assertThat(lines())
        .containsExactly(
            "WARN phone desk: left c1, which closed the connection; noticed at once; no node"
                + " takes it, there is no call control");
  }

  @Test
  void shouldMakeLittleOfGoingBackAndOfRegistering() {
    take(new PhoneFact.Failover("c2", "c1", FailoverCause.FAILBACK, 0, 0));
    take(Events.registered("c1"));
    take(new PhoneFact.Unregistered("c1", "kald stops"));
    assertThat(lines())
        .containsExactly(
            "INFO phone desk: went back from c2 to c1",
            "INFO phone desk: registered with c1 after 0.3 s",
            "INFO phone desk: unregistered from c1: kald stops");
  }

  @Test
  void shouldSayOnceWhyARegistrationFailsUntilItChanges() {
    PhoneFact unknown =
        new PhoneFact.RegistrationFailed("c1", "rejected", "Device Unknown", 4 * SECOND);
    take(unknown);
    take(unknown);
    take(new PhoneFact.RegistrationFailed("c2", "register-timeout", "", SECOND));
    take(Events.registered("c1"));
    take(unknown);
    String words =
        "WARN phone desk: could not register with c1: rejected (Device Unknown); next attempt in"
            + " 4.0 s";
    assertThat(lines())
        .containsExactly(
            words,
            "WARN phone desk: could not register with c2: register timeout; next attempt in 1.0 s",
            "INFO phone desk: registered with c1 after 0.3 s",
            words);
  }

  @Test
  void shouldSayItOnceForEachOfTwoNodesThatFailInTurn() {
    for (int i = 0; i < 3; i++) {
      take(new PhoneFact.RegistrationFailed("c1", "connect-timeout", "", SECOND));
      take(new PhoneFact.RegistrationFailed("c2", "connect-timeout", "", SECOND));
    }
    assertThat(lines())
        .containsExactly(
            "WARN phone desk: could not register with c1: connect timeout; next attempt in 1.0 s",
            "WARN phone desk: could not register with c2: connect timeout; next attempt in 1.0 s");
  }

  /** A node that registers 300 phones and resets them, for a minute. */
  @Test
  void shouldBoundTheLinesOfEachKindAndCountTheOthers() {
    for (int second = 0; second < 60; second++) {
      for (int phone = 0; phone < 300; phone++) {
        Phone one = Events.phone("desk-" + phone);
        log.accept(Events.fact(one, Events.registered("c1"), 0));
        log.accept(
            Events.fact(
                one, new PhoneFact.Failover("c1", "", FailoverCause.CM_RESET_TCP, 0, -1), 0));
      }
      time.advance(SECOND);
      log.flush();
    }
    assertThat(lines()).hasSize(6 * 2 * (LogWindow.LINES + 1));
    assertThat(lines())
        .contains(
            "INFO phones: 2990 more registrations in 10 s, of 300 phones; the journal has each",
            "WARN phones: 2990 more failovers in 10 s, of 300 phones; the journal has each");
  }

  @Test
  void shouldCountWhatItLeftOutWhenItEnds() {
    for (int i = 0; i <= LogWindow.LINES; i++) {
      take(Events.registered("c1"));
    }
    log.flush();
    assertThat(lines()).hasSize(LogWindow.LINES);
    log.close();
    assertThat(lines())
        .endsWith("INFO phones: 1 more registration in 10 s, of 1 phone; the journal has each");
  }

  @Test
  void shouldWantOnlyWhatItWritesAbout() {
    Keepalive web = Events.tcp("web", "web");
    PhoneFact usual =
        Events.exchange("c1", PhoneFact.Link.ACTIVE, KeepAliveVerdict.SCCP_ACKED, 1, SECOND);
    assertThat(PhoneLog.concerns(Events.fact(desk, Events.registered("c1"), 0))).isTrue();
    assertThat(PhoneLog.concerns(Events.removed(desk, 0))).isTrue();
    assertThat(PhoneLog.concerns(Events.fact(desk, usual, 0))).isFalse();
    assertThat(PhoneLog.concerns(Events.added(desk, 0))).isFalse();
    assertThat(PhoneLog.concerns(Events.removed(web, 0))).isFalse();
    assertThat(PhoneLog.concerns(Events.probed(web, Events.answered(1), Events.ALIVE, 0)))
        .isFalse();
  }

  @Test
  void shouldBeSilentOnWhatIsUsual() {
    take(Events.exchange("c1", PhoneFact.Link.ACTIVE, KeepAliveVerdict.TCP_ACKED_ONLY, -1, SECOND));
    take(new PhoneFact.Standby("c2"));
    take(new PhoneFact.Baseline(SECOND, 4));
    take(new PhoneFact.Token("c1", false, SECOND));
    assertThat(lines()).isEmpty();
  }

  private void take(PhoneFact fact) {
    log.accept(Events.fact(desk, fact, 0));
  }

  private List<String> lines() {
    return written.list.stream().map(e -> e.getLevel() + " " + e.getFormattedMessage()).toList();
  }
}
