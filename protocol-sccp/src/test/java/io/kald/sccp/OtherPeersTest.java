package io.kald.sccp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.sccp.RegisterAck.Newer;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies are lenient: what peers of other ages and makes write. */
class OtherPeersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "06000000 00000000 9d000000 6e6f", // ends early
        "08000000 00000000 9d000000 6e6f00ff", // leftover memory behind the NUL
        "0a000000 16000000 9d000000 6e6f00000000" // a later protocol version
      })
  void shouldReadTheTextOfARejection(String hex) {
    assertThat(read(hex)).isEqualTo(new RegisterReject("no"));
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 33, 34, 35, 36, 37})
  void shouldReadRejectionsOfEveryWidth(int width) {
    String full = "41".repeat(width);
    assertThat(read(frame(0x9d, full))).isEqualTo(new RegisterReject("A".repeat(width)));
    assertThat(read(frame(0x9d, "41" + "00".repeat(width - 1)))).isEqualTo(new RegisterReject("A"));
  }

  @Test
  void shouldReadAnEmptyBodyOfEveryMessage() {
    for (MessageId id : SccpMessages.ids()) {
      SccpFrame frame = decode(frame(id.value(), ""));
      assertThat(frame.message().id()).isEqualTo(id);
      assertThat(frame.surplus()).isEqualTo(Octets.NONE);
    }
  }

  @Test
  void shouldKeepWhatComesBehindEveryMessage() {
    Golden.all()
        .filter(golden -> golden.message().getClass() != RawMessage.class)
        .filter(golden -> !readsToTheEnd(golden.message()))
        .forEach(
            golden -> {
              var longer = new SccpFrame(0, golden.message(), Octets.of((byte) 0xca, (byte) 0xfe));
              assertThat(Frames.roundTrip(longer)).as(golden.file()).isEqualTo(longer);
            });
  }

  @ParameterizedTest
  @CsvSource({
    // CallManager 2, with garbage in its padding
    "1e000000 4d2f442f5941 8e09, 30, M/D/YA, -1, 0, 0",
    // CUCM to a conference bridge: a date template without NUL
    "1e000000 556e75736564 0000 3c000000 12 00 8028, 30, Unused, 60, 18, 10368",
    // chan_skinny: the character 0 for a version
    "05000000 442e4d2e5900 3000 05000000 30 00 0000, 5, D.M.Y, 5, 48, 0",
    // cut before the protocol
    "1e000000 442e4d2e5900 0000 3c000000, 30, D.M.Y, 60, 0, 0"
  })
  void shouldReadTheRegisterAckOf(
      String body, int seconds, String date, int secondary, int version, int features) {
    Optional<Newer> newer =
        secondary < 0
            ? Optional.empty()
            : Optional.of(new Newer(secondary, new Protocol(version, 0, features)));
    assertThat(read(frame(0x81, body))).isEqualTo(new RegisterAck(seconds, date, newer));
  }

  @Test
  void shouldReadTheShortLineOfCallManager2() {
    assertThat(read(frame(0x92, "01000000" + "313031" + "00".repeat(21))))
        .isEqualTo(new LineStatRes(1, "101", "", "", 0));
  }

  @Test
  void shouldReadTextsWithoutAnEnd() {
    assertThat(read(frame(0x147, "0100000002000000" + "313031")))
        .isEqualTo(new LineStatV2Res(1, 2, "101", "", ""));
    SccpFrame longest = decode(frame(0x147, "41".repeat(SccpFrame.MAX_BODY)));
    var alone = new SccpFrame(0, longest.message(), Octets.NONE);
    assertThat(Frames.roundTrip(alone)).isEqualTo(alone);
  }

  @Test
  void shouldReadCapabilitiesWithoutUnusedSlots() {
    String one = "04000000 28000000 0000000000000000";
    assertThat(read(frame(0x10, "01000000" + one)))
        .isEqualTo(read(frame(0x10, "01000000" + one + "ff".repeat(17 * 16))));
  }

  @Test
  void shouldReadNoMoreElementsThanThereAre() {
    String entry = "41" + "00".repeat(15) + "01000000";
    var template = (SoftKeyTemplateRes) read(frame(0x108, "00000000 ffffff7f 00000000" + entry));
    assertThat(template.keys()).containsExactly(new SoftKeyTemplateRes.SoftKey("A", 1));
    var none = (SoftKeyTemplateRes) read(frame(0x108, "00000000 ffffffff 00000000" + entry));
    assertThat(none.keys()).isEmpty();
  }

  @Test
  void shouldCountAFieldCutOffAsMissingAndKeepItsBytes() {
    SccpFrame frame = decode(frame(0x9f, "0200"));
    assertThat(frame.message()).isEqualTo(Reset.of(Reset.Kind.RESET));
    assertThat(frame.surplus()).isEqualTo(Golden.octets("0200"));
  }

  @Test
  void shouldKeepAResetOfAnUnknownKind() {
    assertThat(read(frame(0x9f, "09000000")))
        .isInstanceOfSatisfying(
            Reset.class,
            reset -> {
              assertThat(reset.type()).isEqualTo(9);
              assertThat(reset.kind()).isEqualTo(Reset.Kind.OTHER);
            });
  }

  @Test
  void shouldReadUnregisterWithAndWithoutReason() {
    assertThat(read(frame(0x27, ""))).isEqualTo(Unregister.SILENT);
    assertThat(read(frame(0x27, "01000000"))).isEqualTo(new Unregister(OptionalInt.of(1)));
  }

  @Test
  void shouldReadTokensAsChanSccpSendsThem() {
    SccpFrame frame = decode(frame(0x11a, "00000000"));
    assertThat(frame.message()).isEqualTo(RegisterTokenAck.INSTANCE);
    assertThat(frame.surplus()).isEqualTo(Octets.zeros(4));
  }

  @Test
  void shouldKeepBytesBeyondAsciiInTexts() {
    assertThat(read(frame(0x98, "c3a4" + "00".repeat(14))))
        .isEqualTo(new VersionRes("\u00c3\u00a4"));
  }

  @ParameterizedTest
  @CsvSource({
    "40, UPTO_PROTOCOL",
    "44, UPTO_PROTOCOL",
    "50, UPTO_CONFERENCES",
    "100, UPTO_LOAD",
    "124, UPTO_LOAD",
    "188, UPTO_CONFIG_STAMP",
  })
  void shouldReadARegisterOfAnyLength(int bodyLength, Register.Form form) {
    var register = (Register) read(frame(1, "00".repeat(bodyLength)));
    assertThat(register.form()).isEqualTo(form);
  }

  @Test
  void shouldReadTheTypedServersOfChanSccp() {
    var servers = (ServerRes) read(frame(0x9e, "00".repeat(360)));
    assertThat(servers.typed()).isTrue();
    assertThat(servers.servers()).hasSize(5).containsOnly(ServerRes.Server.NONE);
  }

  private static boolean readsToTheEnd(SccpMessage message) {
    // Their fields end where the body ends, or their form is told by the length.
    return message instanceof RegisterReject
        || message instanceof Register
        || message instanceof Unregister
        || message instanceof ButtonTemplateRes
        || message instanceof SoftKeyTemplateRes
        || message.equals(new RegisterAck(30, "M/D/YA", Optional.empty()));
  }

  private static SccpMessage read(String hex) {
    return decode(hex).message();
  }

  private static SccpFrame decode(String hex) {
    return Frames.decode(Fixtures.hex(hex));
  }

  private static String frame(int id, String body) {
    String digits = body.replace(" ", "");
    return Frames.littleEndian(digits.length() / 2 + 4)
        + "00000000"
        + Frames.littleEndian(id)
        + digits;
  }
}
