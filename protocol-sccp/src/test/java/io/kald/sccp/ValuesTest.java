package io.kald.sccp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names, texts and numbers: what prints how, and what is refused. */
class ValuesTest {
  @Test
  void shouldNameEveryIdOfTheCatalogue() {
    assertThat(MessageNames.size()).isEqualTo(175);
    assertThat(MessageId.of(0x0100)).hasToString("KeepAliveAck");
    assertThat(MessageId.of(0x015a)).hasToString("EnhancedAlarm");
    assertThat(MessageId.of(0x008c)).hasToString("StartMediaReception");
    assertThat(MessageId.of(0x8101)).hasToString("SpcpRegisterTokenReject");
    assertThat(MessageId.of(0x0100).isNamed()).isTrue();
  }

  @Test
  void shouldKeepStrangers() {
    assertThat(MessageId.of(0x7777)).hasToString("Unknown(0x7777)");
    assertThat(MessageId.of(-1)).hasToString("Unknown(0xffffffff)");
    assertThat(MessageId.of(0x7777).isNamed()).isFalse();
    assertThat(MessageId.of(0x7777)).isEqualTo(new MessageId(0x7777));
  }

  @Test
  void shouldShareNamedIds() {
    assertThat(MessageId.of(0x0100)).isSameAs(KeepAliveAck.ID);
  }

  @Test
  void shouldRefuseATextThatItsFieldCannotCarry() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VersionRes("seventeen letters"))
        .withMessage("load: 17 characters (expected: <= 16)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VersionRes("a\0b"))
        .withMessage("load: character 0 at 1 (expected: 1 ~ 255)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VersionRes("\u20ac"))
        .withMessage("load: character 8364 at 0 (expected: 1 ~ 255)");
  }

  @Test
  void shouldRefuseNumbersAndBytesThatTheirFieldsCannotCarry() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Protocol(256, 0, 0))
        .withMessage("version: 256 (expected: 0 ~ 255)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IpAddress(Octets.zeros(5)))
        .withMessage("octets: 5 (expected: 4 or 16)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Station.of("x", new IpAddress(Octets.zeros(16)), 7))
        .withMessageStartingWith("address: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ServerRes(List.of(), false))
        .withMessage("servers: 0 (expected: 5)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DefineTimeDate(0, 0, 0, 0, 0, 0, 0, 0, -1))
        .withMessageStartingWith("systemSeconds: -1 ");
  }

  @Test
  void shouldNotWriteWhatItWouldNotRead() {
    var longest = new RegisterReject("x".repeat(SccpFrame.MAX_BODY));
    assertThat(Frames.roundTrip(new SccpFrame(0, longest, Octets.NONE)).message())
        .isEqualTo(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SccpFrame(0, longest, Octets.zeros(1)).writeTo(Unpooled.buffer()))
        .withMessage("frame: 8193 (expected: 0 ~ 8192)");
  }

  @Test
  void shouldPrintAddressesAndBytes() {
    assertThat(IpAddress.of(new byte[] {(byte) 192, 0, 2, 7})).hasToString("192.0.2.7");
    assertThat(new IpAddress(Golden.octets("20010db8000000000000000000000001")))
        .hasToString("2001:db8:0:0:0:0:0:1");
    assertThat(Golden.octets("cafe")).hasToString("cafe");
  }

  @Test
  void shouldNeverChange() {
    byte[] bytes = {1, 2};
    Octets octets = Octets.of(bytes);
    bytes[0] = 9;
    octets.toBytes()[1] = 9;
    assertThat(octets).isEqualTo(Golden.octets("0102")).hasSameHashCodeAs(Golden.octets("0102"));
    assertThat(octets.at(1)).isEqualTo(2);
  }

  @Test
  void shouldSayWhetherAStationMayGo() {
    assertThat(new UnregisterAck(UnregisterAck.OK).accepted()).isTrue();
    assertThat(new UnregisterAck(UnregisterAck.NAK).accepted()).isFalse();
  }
}
