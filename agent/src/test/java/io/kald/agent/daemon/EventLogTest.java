package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kald.agent.bus.Events;
import io.kald.agent.log.LogFormat;
import io.kald.agent.log.LogLevel;
import io.kald.agent.log.Logging;
import io.kald.probe.Keepalive;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.keepalive.Standing;
import io.kald.probe.time.ManualTime;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log reports of services and probes, at each level. */
class EventLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.kald");
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private final ManualTime time = new ManualTime();
  private final EventLog log = new EventLog(time);
  private final Keepalive web = Events.tcp("web", "web", "web-2");

  @BeforeEach
  void listen() {
    Logging.configure(LogLevel.INFO, LogFormat.LOGFMT);
    written.start();
    logger.addAppender(written);
    logger.setAdditive(false); // not to standard error as well
  }

  @AfterEach
  void leave() {
    logger.detachAppender(written);
    logger.setAdditive(true);
    Logging.transitions(true);
    Logging.configure(LogLevel.INFO, LogFormat.LOGFMT);
  }

  @Test
  void shouldLogEachChangeOfState() {
    take(Events.changed(web, 0, Events.ALIVE, Events.DYING, 0));
    take(Events.changed(web, 1, Events.DYING, Events.DOWN, 0));
    log.flush();
    assertThat(lines())
        .containsExactly(
            "INFO service changed state service=web from=alive to=dying reason="
                + reason(Events.DYING)
                + " target=127.0.0.1:8080",
            "INFO service changed state service=web-2 from=dying to=down reason="
                + reason(Events.DOWN)
                + " target=127.0.0.1:8080");
  }

  @Test
  void shouldShareALineWhenManyChangeAtOnce() {
    for (int i = 0; i < 477; i++) {
      Keepalive one = Events.tcp("k" + i, "s" + i);
      take(Events.changed(one, 0, Events.ALIVE, Events.DYING, 0));
    }
    take(Events.changed(web, 0, Events.DYING, Events.ALIVE, 0));
    log.flush();
    log.flush();
    assertThat(lines()).hasSize(2);
    assertThat(lines().get(0))
        .startsWith("INFO services changed state count=477 from=alive to=dying reason=")
        .endsWith(" services=s0, s1, s2, s3, s4 and 472 more");
    assertThat(lines().get(1)).contains("service changed state service=web from=dying to=alive");
  }

  /** Three hundred phones that a node registers and drops, each every 20 s, for half an hour. */
  @Test
  void shouldBoundChangesThatAreMadeAgainAndAgain() {
    for (int second = 0; second < 1_800; second++) {
      for (int phone = second % 20; phone < 300; phone += 20) {
        Keepalive one = Events.tcp("phone-" + phone, "phone-" + phone);
        boolean up = second / 20 % 2 == 0;
        take(
            Events.changed(
                one, 0, up ? Events.DOWN : Events.ALIVE, up ? Events.ALIVE : Events.DOWN, now()));
      }
      time.advance(1_000_000_000L);
      log.flush();
    }
    log.close();
    List<String> again = lines().stream().filter(line -> line.contains("again")).toList();
    List<String> first = lines().stream().filter(line -> !line.contains("again")).toList();
    assertThat(first).as("one for each second of the first five of either").hasSize(200);
    assertThat(again).as("one a minute").hasSize(27);
    assertThat(again.get(0))
        .startsWith("INFO services changed state again count=900 now=alive 300 ")
        .endsWith(" services=phone-0, phone-20, phone-40, phone-60, phone-80 and 295 more");
    assertThat(
            again.stream().mapToLong(EventLogTest::count).sum()
                + first.stream().mapToLong(EventLogTest::count).sum())
        .as("each change is counted once")
        .isEqualTo(1_800 * 15);
  }

  @Test
  void shouldReportWhereAServiceThatFlapsHasEnded() {
    for (int i = 0; i < 7; i++) {
      take(Events.changed(web, 0, Events.ALIVE, Events.DYING, now()));
      take(Events.changed(web, 0, Events.DYING, Events.ALIVE, now()));
      time.advance(5_000_000_000L);
      log.flush();
    }
    take(Events.changed(web, 0, Events.ALIVE, Events.DYING, now()));
    take(Events.changed(web, 0, Events.DYING, Events.DOWN, now()));
    log.flush();
    assertThat(lines()).as("five of either, and the news").hasSize(11);
    assertThat(lines().get(10)).contains("service=web from=dying to=down");
    time.advance(50_000_000_000L);
    log.flush();
    assertThat(lines())
        .hasSize(12)
        .last()
        .asString()
        .endsWith("again count=5 now=down 1 services=web");
    time.advance(600_000_000_000L);
    take(Events.changed(web, 0, Events.DOWN, Events.ALIVE, now()));
    take(Events.changed(web, 0, Events.ALIVE, Events.DYING, now()));
    log.flush();
    assertThat(lines()).as("after ten minutes it is news again").hasSize(14);
    log.close();
    assertThat(lines()).hasSize(14);
  }

  @Test
  void shouldLogNoChangeWhenThatIsOff() {
    Logging.transitions(false);
    take(Events.changed(web, 0, Events.ALIVE, Events.DYING, 0));
    log.flush();
    assertThat(lines()).isEmpty();
    Logging.transitions(true);
    take(Events.changed(web, 0, Events.ALIVE, Events.DYING, 0));
    log.flush();
    assertThat(lines()).hasSize(1);
  }

  @Test
  void shouldLogSingleProbesAtDebugAndTrace() {
    ProbeEvent good = Events.probed(web, Events.answered(1_500), Events.ALIVE, 0);
    ProbeEvent bad = Events.probed(web, Events.refused(1_000), Events.DYING, 0);
    ProbeEvent acked =
        Events.fact(
            Events.phone("desk"),
            Events.exchange("c1", PhoneFact.Link.ACTIVE, KeepAliveVerdict.SCCP_ACKED, 1, 0),
            0);
    List<ProbeEvent> all = List.of(good, bad, acked, Events.added(web, 0));
    assertThat(all).noneMatch(EventLog::concerns);
    Logging.level(LogLevel.DEBUG);
    assertThat(all.stream().filter(EventLog::concerns)).containsExactly(bad, all.get(3));
    all.forEach(this::take);
    assertThat(lines())
        .containsExactly(
            "DEBUG probe rejected keepalive=web target=127.0.0.1:8080 address=127.0.0.1"
                + " source_port=51000 state=dying reason=refused"
                + " detail=RST from 127.0.0.1",
            "DEBUG keepalive: added keepalive=web target=127.0.0.1:8080");
    written.list.clear();
    Logging.level(LogLevel.TRACE);
    assertThat(all).allMatch(EventLog::concerns);
    all.forEach(this::take);
    assertThat(lines())
        .hasSize(4)
        .contains(
            "TRACE probe answered keepalive=web target=127.0.0.1:8080 address=127.0.0.1"
                + " source_port=51000 state=alive rtt=0.000001500");
    assertThat(lines().get(2)).startsWith("TRACE KeepAlive sccp-acked keepalive=desk");
  }

  private long now() {
    return time.nanoTime();
  }

  private static long count(String line) {
    return line.contains(" count=")
        ? Long.parseLong(line.replaceFirst(".* count=(\\d+) .*", "$1"))
        : 1;
  }

  private static String reason(Standing to) {
    ProbeEvent.Changed change = Events.changed(Events.tcp("x", "x"), 0, Events.ALIVE, to, 0);
    return change.transition().reason();
  }

  private void take(ProbeEvent event) {
    if (EventLog.concerns(event)) {
      log.accept(event);
    }
  }

  private List<String> lines() {
    return written.list.stream().map(EventLogTest::line).toList();
  }

  private static String line(ILoggingEvent event) {
    String pairs =
        event.getKeyValuePairs() == null
            ? ""
            : event.getKeyValuePairs().stream()
                .map(pair -> " " + pair.key + "=" + pair.value)
                .collect(Collectors.joining());
    return event.getLevel() + " " + event.getFormattedMessage() + pairs;
  }
}
