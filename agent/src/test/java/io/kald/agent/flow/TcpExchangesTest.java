package io.kald.agent.flow;

import static io.kald.agent.pcap.CaptureBuilder.START;
import static io.kald.agent.pcap.CaptureBuilder.STEP;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.flow.TcpExchange.Close;
import io.kald.agent.flow.TcpExchange.Side;
import io.kald.agent.flow.TcpExchange.Timestamps;
import io.kald.agent.pcap.CaptureBuilder;
import io.kald.agent.pcap.TcpTalk;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TcpExchangesTest {
  private static final long SECOND = 1_000_000_000;

  private final CaptureBuilder capture = CaptureBuilder.pcapng();
  private final TcpTalk talk = capture.tcp("10.0.0.1", 40_000, "10.0.0.2", 80);

  static Stream<Arguments> closes() {
    return Stream.of(
        close("open().rst()", t -> t.open().rst(), Close.RST, Side.CLIENT),
        close("syn synAck rst", t -> t.syn().synAck().rst(), Close.HALF_OPEN, Side.CLIENT),
        close("refused", t -> t.syn().serverRst(), Close.REFUSED, Side.SERVER),
        close("silent", t -> t.syn(), Close.SILENT, Side.NEITHER),
        close("silent, again", t -> t.syn().synAgain(), Close.SILENT, Side.NEITHER),
        close("fin", t -> t.open().fin().serverFin().ack(), Close.FIN, Side.CLIENT),
        close("server's fin", t -> t.open().serverFin().fin().serverAck(), Close.FIN, Side.SERVER),
        close("fin, then rst", t -> t.open().fin().serverRst(), Close.FIN, Side.CLIENT),
        close("server's rst", t -> t.open().serverRst(), Close.RESET_BY_SERVER, Side.SERVER),
        close("open", t -> t.open(), Close.OPEN, Side.NEITHER),
        close("no ack", t -> t.syn().synAck(), Close.OPEN, Side.NEITHER),
        close("in the middle", t -> t.send("a").reply("b"), Close.OPEN, Side.NEITHER));
  }

  private static Arguments close(
      String name, Consumer<TcpTalk> script, Close close, Side closedBy) {
    return Arguments.of(name, script, close, closedBy);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("closes")
  void shouldTellHowAConnectionEnded(
      String name, Consumer<TcpTalk> script, Close close, Side closedBy) {
    script.accept(talk);
    TcpExchange told = only();
    assertThat(told.close()).isEqualTo(close);
    assertThat(told.closedBy()).isEqualTo(closedBy);
  }

  @Test
  void shouldTellEveryMomentOfAKeepalive() {
    talk.syn().synAck().ack().rst();
    TcpExchange told = only();
    assertThat(told.client()).hasToString("10.0.0.1:40000");
    assertThat(told.server()).hasToString("10.0.0.2:80");
    assertThat(told.syn()).isEqualTo(moment(1));
    assertThat(told.synAck()).isEqualTo(moment(2));
    assertThat(told.established()).isEqualTo(moment(3));
    assertThat(told.closing()).isEqualTo(moment(4));
    assertThat(told.last()).isEqualTo(moment(4));
    assertThat(told.packets()).isEqualTo(4);
    assertThat(told.rttNanos()).isEqualTo(STEP);
    assertThat(told.retransmissions()).isEmpty();
  }

  @Test
  void shouldKnowIpv6() {
    capture.tcp("2001:db8::1", 40_000, "2001:db8::2", 80).syn().synAck().rst();
    assertThat(only().server()).hasToString("[2001:db8::2]:80");
  }

  @Test
  void shouldCountARepeatedSynAsTheSameAttempt() {
    talk.syn().after(SECOND).synAgain().after(2 * SECOND).synAgain().synAck().ack().rst();
    TcpExchange told = only();
    assertThat(told.synAgain()).extracting(Moment::frame).containsExactly(2L, 3L);
    assertThat(told.close()).isEqualTo(Close.RST);
    assertThat(told.rttNanos()).isGreaterThan(3 * SECOND);
  }

  @Test
  void shouldBeginAnotherExchangeWithAnotherSyn() {
    talk.syn().serverRst().numbered(77_000, 5).syn().synAck().rst();
    assertThat(Told.of(capture).tcp)
        .extracting(TcpExchange::close)
        .containsExactly(Close.REFUSED, Close.HALF_OPEN);
  }

  @Test
  void shouldIgnoreARefusalOfAnOlderAttempt() {
    talk.numbered(1000, 5).missClient(1_000_000).serverRst().missClient(-1_000_000).syn();
    talk.missClient(1_000_000).serverRst().missClient(-1_000_000).synAck().rst();
    Told told = Told.of(capture);
    assertThat(told.tcp).extracting(TcpExchange::close).containsExactly(Close.HALF_OPEN);
    assertThat(told.table.counts().strayResets()).isEqualTo(1);
  }

  @Test
  void shouldCountPayloadOnceAndItsRepetitionsApart() {
    byte[] request = "GET / HTTP/1.0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    talk.open().send(request).sendAgain(request).reply("HTTP/1.1 503 Busy\r\n\r\n");
    talk.serverFin().fin().serverAck();
    TcpExchange told = only();
    assertThat(told.clientBytes()).isEqualTo(request.length);
    assertThat(told.serverBytes()).isEqualTo(21);
    assertThat(told.retransmissions()).containsExactly(moment(5));
    assertThat(told.httpStatus()).isEqualTo(503);
  }

  @Test
  void shouldNotTakeTcpKeepalivesForRepetitions() {
    byte[] last = {42};
    talk.open().send(last).serverAck().sendAgain(last).serverAck();
    assertThat(only().retransmissions()).isEmpty();
  }

  @Test
  void shouldNotTakeSegmentsOutOfOrderForRepetitions() {
    talk.open().missClient(3).send("def").missClient(-6).send("abc").missClient(3).serverAck();
    TcpExchange told = only();
    assertThat(told.retransmissions()).isEmpty();
    assertThat(told.clientBytes()).isEqualTo(6);
  }

  @Test
  void shouldReadTheUptimeOfTheClient() {
    talk.uptime(5000).syn().synAck().after(SECOND).ack().rst();
    Moment last = new Moment(4, START + 3 * STEP + SECOND);
    assertThat(only().clientUptime()).isEqualTo(new Timestamps(moment(1), 5000, last, 6000));
  }

  @Test
  void shouldKnowWhoAskedWithoutTheSyn() {
    talk.missClient(1).synAck().rst();
    TcpExchange told = only();
    assertThat(told.client().port()).isEqualTo(40_000);
    assertThat(told.syn()).isNull();
    assertThat(told.close()).isEqualTo(Close.HALF_OPEN);
  }

  @Test
  void shouldTellAClosedConnectionSoon() {
    talk.open().rst();
    capture.after(3 * SECOND).echoRequest("10.0.0.1", "10.0.0.2", 1, 1);
    assertThat(Told.sofar(capture).tcp).hasSize(1);
  }

  @Test
  void shouldWaitForStragglers() {
    talk.open().fin().serverFin().ack().after(SECOND / 4).ack();
    assertThat(only().packets()).isEqualTo(7);
  }

  @Test
  void shouldPutOutWhatWasIdleLongest() {
    for (int port = 1; port <= 3; port++) {
      capture.tcp("10.0.0.1", port, "10.0.0.2", 80).open();
    }
    Told told = Told.of(capture, FlowOptions.USUAL.withEntries(2));
    assertThat(told.tcp)
        .extracting(e -> e.client().port() + " " + e.close())
        .isEqualTo(List.of("1 EVICTED", "2 OPEN", "3 OPEN"));
    assertThat(told.table.counts().evicted()).isEqualTo(1);
    assertThat(told.table.size()).isZero();
  }

  private TcpExchange only() {
    List<TcpExchange> told = Told.of(capture).tcp;
    assertThat(told).hasSize(1);
    return told.get(0);
  }

  private static Moment moment(int frame) {
    return new Moment(frame, START + (frame - 1) * STEP);
  }
}
