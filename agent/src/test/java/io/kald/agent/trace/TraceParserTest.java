package io.kald.agent.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.trace.TraceLine.Accepted;
import io.kald.agent.trace.TraceLine.Acked;
import io.kald.agent.trace.TraceLine.Alarmed;
import io.kald.agent.trace.TraceLine.IpPort;
import io.kald.agent.trace.TraceLine.KeepAlive;
import io.kald.agent.trace.TraceLine.Registered;
import io.kald.agent.trace.TraceLine.Unregistered;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceParserTest {
  private static final int CM3_TIME = ((10 * 60 + 12) * 60 + 13) * 1000 + 456;
  private static final int SEED_TIME = ((8 * 60 + 48) * 60 + 56) * 1000 + 386;
  private static final int NONE = TraceLine.NO_TIME;
  private static final TraceLink HANDLE = new TraceLink("h4fbbc30", "", 0);

  @ParameterizedTest
  @MethodSource("examples")
  void shouldReadEveryPublishedLine(String text, TraceLine expected) {
    assertThat(read(text)).containsExactly(expected);
  }

  static Stream<Arguments> examples() {
    return Stream.concat(keepAlives(), connections());
  }

  private static Stream<Arguments> keepAlives() {
    TraceLink service = new TraceLink("h4fa7dc0", "", 0);
    return Stream.of(
        Arguments.of(
            Examples.CM3,
            new KeepAlive(
                CM3_TIME,
                new TraceLink("h4fbb150", "172.16.70.230", 49211),
                "SEP0010EB001720",
                false)),
        Arguments.of(Examples.CM3_ACK, new Acked(CM3_TIME + 1, HANDLE)),
        Arguments.of(Examples.CM3_ACK_OF_A_SERVICE, new Acked(CM3_TIME + 1, service)),
        Arguments.of(Examples.CM3_ACK_OF_A_BRIDGE, new Acked(NONE, service)),
        Arguments.of(
            Examples.CM4,
            new KeepAlive(
                NONE, new TraceLink("h4", "192.168.1.128", 52952), "SEP000F8F59D304", false)),
        Arguments.of(
            Examples.PRIMARY_WRAPPED,
            new KeepAlive(
                SEED_TIME,
                new TraceLink("p1.100.9.2742", "10.1.1.13", 17994),
                "SEP000000000000",
                false)),
        Arguments.of(
            Examples.PRIMARY,
            new KeepAlive(
                SEED_TIME + 3,
                new TraceLink("p1.100.9.3162", "10.1.1.5", 6830),
                "SEP000000000001",
                false)),
        Arguments.of(
            Examples.SECONDARY,
            new KeepAlive(
                43_465_892, new TraceLink("p2.100.9.14348", "10.1.1.13", 24527), "", true)),
        Arguments.of(
            Examples.SECONDARY_OTHER,
            new KeepAlive(
                43_466_048, new TraceLink("p2.100.9.157", "10.1.1.14", 32877), "", true)));
  }

  private static Stream<Arguments> connections() {
    return Stream.of(
        Arguments.of(
            Examples.ACCEPTED,
            new Accepted(NONE, new TraceLink("h4fbbc30", "172.16.70.231", 52095))),
        Arguments.of(
            Examples.REGISTERED,
            new Registered(NONE, new TraceLink("h…", "", 0), "SEP003094C26105")),
        Arguments.of(
            Examples.ALARM,
            new Alarmed(NONE, HANDLE, "", "Name=… Load=… Parms=Status/IPaddr LastTime=A")),
        Arguments.of(Examples.STATION_ALARM, new Alarmed(NONE, HANDLE, "", "…")),
        Arguments.of(Examples.IP_PORT, new IpPort(NONE, HANDLE, 32_715)),
        Arguments.of(Examples.SYSLOG, new Unregistered(NONE, "SEP…", 12)));
  }

  @Test
  void shouldReadThemAllInOneFileInOrder() {
    List<String> texts = examples().map(each -> (String) each.get()[0]).toList();
    List<Object> expected = examples().map(each -> each.get()[1]).toList();

    assertThat(read(String.join("\n", texts))).isEqualTo(expected);
    assertThat(read(String.join("\r\n\r\n", texts))).isEqualTo(expected);
  }

  @Test
  void shouldTakeGluedRecordsApart() {
    // No line end between them, and the first one ends in digits.
    assertThat(read(Examples.PRIMARY + Examples.SECONDARY + " " + Examples.SECONDARY_OTHER))
        .extracting(TraceLine::millis)
        .containsExactly(SEED_TIME + 3, 43_465_892, 43_466_048);
  }

  @Test
  void shouldReadALineHoweverItIsWrapped() {
    TraceLine whole = read(Examples.SECONDARY).get(0);
    for (int cut = "12:04:25.892 ".length(); cut < Examples.SECONDARY.length(); cut++) {
      String wrapped =
          Examples.SECONDARY.substring(0, cut).stripTrailing()
              + "\n\n"
              + Examples.SECONDARY.substring(cut).stripLeading();
      assertThat(read(wrapped)).as(wrapped).first().isEqualTo(whole);
    }
  }

  @Test
  void shouldReadTheColumnsOfLaterVersions() {
    String line = Examples.PRIMARY.replace(" |InboundStim", " |AppInfo  |StationInit: InboundStim");
    String glued = "00012345.000 |" + line + "00012345.001 |" + line;

    assertThat(read(glued)).hasSize(2).allMatch(each -> each.millis() == SEED_TIME + 3);
  }

  @Test
  void shouldTakeTheNameFromAnAlarm() {
    String alarm = Examples.ALARM.replace("Name=…", "Name=SEP001380AD9E5F");

    assertThat(read(alarm))
        .singleElement()
        .isInstanceOfSatisfying(
            Alarmed.class, each -> assertThat(each.device()).isEqualTo("SEP001380AD9E5F"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08:48:56.386 |InboundStim - KeepAliveMessage - Send KeepAlive to nobody.",
        "08:48:56.386 |KeepAliveMessage received on backup CM link. DeviceName=, TCPPid = [",
        "08:48:56.386 |DeviceUnregistered: Device name.:SEP0 Reason Code [Optional].:many",
      })
  void shouldKnowWhatItShouldHaveUnderstood(String line) {
    assertThat(TraceParser.read(line)).isNull();
    assertThat(TraceParser.concerns(line)).isTrue();
  }

  @Test
  void shouldLeaveEverythingElseAlone() {
    assertThat(TraceParser.read("08:48:56.386 |Digit analysis: match(...)")).isNull();
    assertThat(TraceParser.concerns("08:48:56.386 |Digit analysis: match(...)")).isFalse();
    assertThat(TraceParser.millis("24:00:00.000 |x")).isEqualTo(NONE);
  }

  @Test
  void shouldSurviveAnyBytes() {
    Random random = new Random(7);
    RecordSplitter splitter = new RecordSplitter(TraceParser::read);
    String all = String.join("\n", examples().map(each -> (String) each.get()[0]).toList());
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder(all);
      for (int i = 0; i < 40; i++) {
        text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
      }
      text.toString().lines().forEach(splitter::line);
    }
    splitter.end();
    for (int i = 0; i < 10_000; i++) {
      splitter.line(i == 0 ? Examples.PRIMARY : "and so on for ever");
    }
    List<String> last = new ArrayList<>();
    RecordSplitter bounded = new RecordSplitter(last::add);
    bounded.line(Examples.PRIMARY);
    for (int i = 0; i < 10_000; i++) {
      bounded.line(String.format(Locale.ROOT, "more %d", i));
    }
    bounded.end();
    assertThat(last).singleElement().asString().hasSize(8_192);
  }

  @Test
  void shouldCountLinesThatBelongToNothing() {
    RecordSplitter splitter = new RecordSplitter(record -> {});
    splitter.line("SEP000000000000");
    splitter.line("");
    splitter.end();
    assertThat(splitter.strays()).isEqualTo(1);
  }

  private static List<TraceLine> read(String text) {
    List<TraceLine> lines = new ArrayList<>();
    RecordSplitter splitter =
        new RecordSplitter(
            record -> {
              TraceLine line = TraceParser.read(record);
              if (line != null) {
                lines.add(line);
              }
            });
    text.lines().forEach(splitter::line);
    splitter.end();
    return lines;
  }
}
