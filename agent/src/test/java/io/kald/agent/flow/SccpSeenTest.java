package io.kald.agent.flow;

import static io.kald.agent.pcap.CaptureBuilder.START;
import static io.kald.agent.pcap.CaptureBuilder.STEP;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.pcap.CaptureBuilder;
import io.kald.agent.pcap.TcpTalk;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.SccpMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SccpSeenTest {
  private static final byte[] ASK = frame("04000000 00000000 00000000");
  private static final byte[] ANSWER = frame("04000000 00000000 00010000");
  private static final byte[] REJECT = frame("0a000000 00000000 9d000000 6e6f00000000");

  private final CaptureBuilder capture = CaptureBuilder.pcapng();
  private final TcpTalk talk = capture.tcp("10.0.0.1", 40_000, "10.0.0.2", 2000);

  @Test
  void shouldTellWhoSaidWhatAndWhichPacketAcknowledgedIt() {
    talk.open().send(ASK).reply(ANSWER).ack();
    List<SccpSeen> told = Told.of(capture).sccp;
    assertThat(told).extracting(SccpSeen::message).containsExactly(ask(), answer());
    SccpSeen asked = told.get(0);
    assertThat(asked.fromPhone()).isTrue();
    assertThat(asked.phone()).hasToString("10.0.0.1:40000");
    assertThat(asked.node()).hasToString("10.0.0.2:2000");
    assertThat(asked.seen()).isEqualTo(moment(4));
    assertThat(asked.acknowledged()).isEqualTo(moment(5));
    assertThat(asked.acknowledgedBare()).isFalse();
    SccpSeen answered = told.get(1);
    assertThat(answered.fromPhone()).isFalse();
    assertThat(answered.acknowledged()).isEqualTo(moment(6));
    assertThat(answered.acknowledgedBare()).isTrue();
    assertThat(answered.connection()).isEqualTo(1);
  }

  @Test
  void shouldTellRepetitionsOfAMessageThatNobodyAcknowledges() {
    talk.open().send(ASK).sendAgain(ASK).sendAgain(ASK);
    SccpSeen told = Told.of(capture).sccp.get(0);
    assertThat(told.acknowledged()).isNull();
    assertThat(told.again()).containsExactly(moment(5), moment(6));
  }

  @Test
  void shouldTellAtOnceWhatNobodyHasAcknowledgedYet() {
    talk.open().send(ASK);
    Told told = Told.sofar(capture);
    assertThat(told.sccp).isEmpty();
    assertThat(told.atOnce).extracting(SccpSeen::seen).containsExactly(moment(4));
    assertThat(told.atOnce.get(0).acknowledged()).isNull();
  }

  @Test
  void shouldTellWhenThereIsWhatItCannotRead() {
    talk.open().send("GET / HTTP/1.0\r\n\r\n").send(ASK).missClient(500).send(ASK);
    Told told = Told.sofar(capture);
    assertThat(told.unread).containsExactly(moment(4), moment(6));
    assertThat(told.atOnce).extracting(SccpSeen::seen).containsExactly(moment(5));
  }

  @Test
  void shouldFindSeveralMessagesInASegment() {
    talk.open().send(joined(ASK, ASK, ASK)).serverAck();
    assertThat(messages()).containsExactly(ask(), ask(), ask());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 12, 17})
  void shouldPutMessagesTogetherHoweverTheyAreCut(int step) {
    byte[] all = joined(ANSWER, REJECT, ANSWER);
    talk.open();
    for (int from = 0; from < all.length; from += step) {
      talk.reply(Arrays.copyOfRange(all, from, Math.min(all.length, from + step)));
    }
    assertThat(messages()).hasSize(3).startsWith(answer()).endsWith(answer());
  }

  @Test
  void shouldPutSegmentsInOrder() {
    talk.open().missClient(12).send(ASK).missClient(-24).send(ASK).missClient(12).serverAck();
    Told told = Told.of(capture);
    assertThat(told.sccp).extracting(m -> m.seen().frame()).containsExactly(5L, 4L);
    assertThat(told.table.counts().sccpResyncs()).isZero();
  }

  @Test
  void shouldGoOnBehindWhatTheCaptureMisses() {
    talk.open().send(ASK).serverAck().missClient(500).send(ASK).serverAck().send(ASK).serverAck();
    Told told = Told.of(capture);
    assertThat(told.sccp).extracting(SccpSeen::message).containsExactly(ask(), ask(), ask());
    assertThat(told.table.counts().sccpResyncs()).isEqualTo(1);
  }

  @Test
  void shouldFindTheFirstMessageOfAConnectionOlderThanTheCapture() {
    byte[] tail = frame("ffffff 12345678 9a");
    talk.missClient(1).missServer(1).send(joined(tail, ASK, ASK)).serverAck();
    Told told = Told.of(capture);
    assertThat(told.sccp).hasSize(2);
    assertThat(told.table.counts().sccpSkipped()).isEqualTo(tail.length);
  }

  @Test
  void shouldSkipWhatIsNotSccp() {
    talk.open().send("GET / HTTP/1.0\r\n\r\n").send(ASK).serverAck();
    Told told = Told.of(capture);
    assertThat(told.sccp).hasSize(1);
    assertThat(told.table.counts().sccpSkipped()).isEqualTo(18);
  }

  @Test
  void shouldTellConnectionsApartThatShareTheirPorts() {
    talk.open().send(ASK).serverAck().rst().numbered(77_000, 5).open().send(ASK).serverAck();
    assertThat(Told.of(capture).sccp).extracting(SccpSeen::connection).containsExactly(1L, 2L);
  }

  @Test
  void shouldLookAtThePortsOfNodesOnly() {
    capture.tcp("10.0.0.1", 40_000, "10.0.0.2", 2443).open().send(ASK).serverAck();
    assertThat(Told.of(capture).sccp).isEmpty();
    FlowOptions options = FlowOptions.USUAL.withSccpPorts(Set.of(2443));
    assertThat(Told.of(capture, options).sccp).hasSize(1);
  }

  private List<SccpMessage> messages() {
    return Told.of(capture).sccp.stream().map(SccpSeen::message).toList();
  }

  private static SccpMessage ask() {
    return new KeepAlive();
  }

  private static SccpMessage answer() {
    return new KeepAliveAck();
  }

  private static byte[] frame(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static byte[] joined(byte[]... parts) {
    ByteBuf all = Unpooled.wrappedBuffer(parts);
    return ByteBufUtil.getBytes(all);
  }

  private static Moment moment(int frame) {
    return new Moment(frame, START + (frame - 1) * STEP);
  }
}
