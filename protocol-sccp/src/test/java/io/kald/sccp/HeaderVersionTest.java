package io.kald.sccp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each frame leaves whole and with the right stamp. */
class HeaderVersionTest {
  private final HeaderVersion version = new HeaderVersion();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new SccpDecoder(version), new SccpEncoder(version));

  @AfterEach
  void nothingIsLeftOver() {
    assertThat(channel.finish()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "20, 22, 20",
    "22, 18, 18",
    "10, 11, 10",
    "9, 22, 0",
    "17, 6, 0",
    "7, 6, 0",
    "17, 48, 0", // chan_skinny's character 0
    "22, 60, 22"
  })
  void shouldStampTheLowerVersionOnceRegistered(int station, int manager, int stamped) {
    assertThat(sent(register(station))).isZero();
    assertThat(sent(KeepAlive.INSTANCE)).isZero();
    receive(ack(manager));
    assertThat(sent(KeepAlive.INSTANCE)).isEqualTo(stamped);
    assertThat(version.current()).isEqualTo(stamped);
  }

  @Test
  void shouldStampAsTheOtherSideDoes() {
    receive(register(20));
    assertThat(sent(ack(22))).isZero();
    assertThat(sent(KeepAliveAck.INSTANCE)).isEqualTo(20);
  }

  @Test
  void shouldStayAtZeroForACallManagerThatTellsNoVersion() {
    sent(register(20));
    receive(new RegisterAck(30, "D.M.Y", Optional.empty()));
    assertThat(sent(KeepAlive.INSTANCE)).isZero();
  }

  @Test
  void shouldStartAgainAtZero() {
    sent(register(20));
    receive(ack(20));
    assertThat(sent(register(20))).isZero();
    assertThat(sent(KeepAlive.INSTANCE)).isZero();
  }

  @Test
  void shouldWriteEachFrameAsOneBuffer() {
    Golden.all()
        .forEach(
            golden -> {
              channel.writeOutbound(golden.message());
              ByteBuf whole = channel.readOutbound();
              assertThat(channel.<Object>readOutbound()).isNull();
              assertThat(whole.getIntLE(0) + 8).isEqualTo(whole.readableBytes());
              whole.release();
            });
  }

  private int sent(SccpMessage message) {
    channel.writeOutbound(message);
    ByteBuf frame = channel.readOutbound();
    int stamp = frame.getIntLE(4);
    frame.release();
    return stamp;
  }

  private void receive(SccpMessage message) {
    ByteBuf frame = channel.alloc().buffer();
    new SccpFrame(0, message, Octets.NONE).writeTo(frame);
    channel.writeInbound(frame);
    assertThat(channel.<SccpFrame>readInbound().message()).isEqualTo(message);
  }

  private static Register register(int protocol) {
    return new Register(
        Station.of("SEP0200DEADBEEF", IpAddress.ANY, 115),
        0,
        0,
        new Protocol(protocol, 0, 0),
        0,
        0,
        Register.Details.NONE,
        Register.Form.UPTO_LOAD);
  }

  private static RegisterAck ack(int protocol) {
    var newer = new RegisterAck.Newer(60, new Protocol(protocol, 0, 0));
    return new RegisterAck(30, "D.M.Y", Optional.of(newer));
  }
}
