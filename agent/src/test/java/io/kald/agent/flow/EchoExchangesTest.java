package io.kald.agent.flow;

import static io.kald.agent.pcap.CaptureBuilder.STEP;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.flow.TcpExchange.Close;
import io.kald.agent.pcap.CaptureBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoExchangesTest {
  private final CaptureBuilder capture = CaptureBuilder.pcapng();

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 10.0.0.2", "2001:db8::1, 2001:db8::2"})
  void shouldPairRequestAndReply(String asker, String asked) {
    capture.echoRequest(asker, asked, 7, 1).echoReply(asked, asker, 7, 1);
    EchoExchange told = Told.of(capture).echoes.get(0);
    assertThat(told.source()).isEqualTo(asker);
    assertThat(told.target()).isEqualTo(asked);
    assertThat(told.identifier()).isEqualTo(7);
    assertThat(told.sequence()).isEqualTo(1);
    assertThat(told.rttNanos()).isEqualTo(STEP);
    assertThat(told.rejection()).isNull();
  }

  @Test
  void shouldCountFurtherReplies() {
    capture.echoRequest("10.0.0.1", "10.0.0.2", 7, 1);
    capture.echoReply("10.0.0.2", "10.0.0.1", 7, 1).echoReply("10.0.0.2", "10.0.0.1", 7, 1);
    assertThat(Told.of(capture).echoes).extracting(EchoExchange::duplicates).containsExactly(1);
  }

  @Test
  void shouldTellAnEchoWithoutAnAnswer() {
    capture.echoRequest("10.0.0.1", "10.0.0.2", 7, 1).echoRequest("10.0.0.1", "10.0.0.2", 7, 2);
    capture.echoReply("10.0.0.2", "10.0.0.1", 7, 2);
    assertThat(Told.of(capture).echoes)
        .extracting(EchoExchange::sequence, e -> e.reply() != null)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(1, false),
            org.assertj.core.groups.Tuple.tuple(2, true));
  }

  @Test
  void shouldGiveAnErrorToTheEchoItQuotes() {
    capture.echoRequest("10.0.0.1", "10.0.0.2", 7, 1).icmpError("10.0.0.254", "10.0.0.1", 3, 13);
    EchoExchange told = Told.of(capture).echoes.get(0);
    Rejection rejection = told.rejection();
    assertThat(rejection).isNotNull();
    assertThat(rejection).extracting(Rejection::type, Rejection::code).containsExactly(3, 13);
    assertThat(rejection).extracting(Rejection::from).isEqualTo("10.0.0.254");
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.1, 10.0.0.2, 3, 28", "2001:db8::1, 2001:db8::2, 1, 60"})
  void shouldGiveAnErrorToTheConnectionItQuotes(
      String client, String server, int type, int quoted) {
    capture.tcp(client, 40_000, server, 80).syn();
    byte[] start = java.util.Arrays.copyOf(capture.lastIp(), quoted);
    capture.ip(io.kald.agent.pcap.IpPackets.icmpError(server, client, type, 1, start));
    TcpExchange told = Told.of(capture).tcp.get(0);
    assertThat(told.close()).isEqualTo(Close.SILENT);
    assertThat(told.rejection())
        .isEqualTo(
            new Rejection(
                type == 3 ? 4 : 6, type, 1, server, new Moment(2, CaptureBuilder.START + STEP)));
  }

  @Test
  void shouldCountErrorsAboutNothingKnown() {
    capture.tcp("10.0.0.1", 40_000, "10.0.0.2", 80).syn();
    byte[] known = capture.lastIp();
    known[21]++;
    capture.ip(io.kald.agent.pcap.IpPackets.icmpError("10.0.0.9", "10.0.0.1", 3, 1, known));
    assertThat(Told.of(capture).table.counts().strayRejections()).isEqualTo(1);
  }
}
