package io.kald.sccp;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.sccp.Fixtures.Connection;
import io.kald.sccp.Fixtures.Segment;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two recorded registrations, segment by segment and message by message. */
class RecordingsTest {
  private static final String CISCO = "cm41-7912";
  private static final String SKINNY = "asterisk-skinny";

  @Test
  void shouldReadHowA7912RegistersWithCallManager() {
    assertThat(words(only(CISCO)))
        .startsWith(
            ">Alarm",
            ">Register",
            "<RegisterAck",
            "<CapabilitiesReq",
            ">CapabilitiesRes",
            ">ButtonTemplateReq",
            "<ButtonTemplateRes",
            ">SoftKeyTemplateReq",
            "<SoftKeyTemplateRes",
            ">SoftKeySetReq",
            "<SoftKeySetRes",
            "<SelectSoftKeys",
            "<DisplayPromptStatus",
            ">LineStatReq",
            "<LineStatRes",
            ">FeatureStatReq",
            "<FeatureStatRes")
        .containsSequence(
            ">RegisterAvailableLines",
            ">TimeDateReq",
            "<DefineTimeDate",
            "<DisplayPromptStatus",
            ">KeepAlive",
            "<KeepAliveAck")
        .endsWith(
            "<SetLamp",
            "<ClearPromptStatus",
            "<CallState",
            "<SelectSoftKeys",
            "<DefineTimeDate",
            "<SetSpeakerMode")
        .hasSize(48);
  }

  @Test
  void shouldReadHowAStationRegistersWithChanSkinny() {
    assertThat(String.join(" ", words(recording(60150))))
        .startsWith(
            """
            >Alarm >KeepAlive <KeepAliveAck
            >Register <SetLamp <SetLamp <RegisterAck <CapabilitiesReq >IpPort >CapabilitiesRes
            >ButtonTemplateReq <ButtonTemplateRes
            >SoftKeyTemplateReq >SoftKeySetReq <SoftKeyTemplateRes <SoftKeySetRes <SelectSoftKeys
            >ConfigStatReq >LineStatReq <LineStatRes >VersionReq <VersionRes >ServerReq <ServerRes
            >RegisterAvailableLines >TimeDateReq <DefineTimeDate
            """
                .replaceAll("\\s+", " "))
        .endsWith(
            """
            >KeepAlive >KeepAlive >KeepAlive <KeepAliveAck <KeepAliveAck <KeepAliveAck
            >RegisterTokenReq >Unregister
            """
                .strip()
                .replaceAll("\\s+", " "));
  }

  @Test
  void shouldReadRejections() {
    assertThat(words(recording(44638))).containsExactly(">Register", "<RegisterReject");
    assertThat(words(recording(40944))).containsExactly(">Register", "<RegisterReject");
    assertThat(messages(recording(44638)).get(1)).isEqualTo(new RegisterReject("No Authority: "));
  }

  @Test
  void shouldFindTheFaultsThatMadeChanSkinnyClose() {
    assertThat(fault(recording(54556))).isEqualTo(Fault.LENGTH_TOO_SMALL);
    assertThat(fault(recording(54566))).isEqualTo(Fault.LENGTH_TOO_LARGE);
  }

  @Test
  void shouldCutTextsWhereTheLeftoverMemoryBegins() {
    assertThat(messages(only(CISCO)).get(0))
        .isEqualTo(
            new Alarm(
                Alarm.INFORMATIONAL,
                "Name=SEP001380AD9E5F Load=CP7912060000SCCP050124A Last=CM-aborted-TCP",
                0x00010800,
                IpAddress.of(new byte[] {10, 102, 10, (byte) 0xd1}).asParameter()));
  }

  @Test
  void shouldPassOverTheUnusedSlotsOfAPhonesCapabilities() {
    var capabilities = (CapabilitiesRes) messages(only(CISCO)).get(4);
    assertThat(capabilities.capabilities())
        .extracting("codec")
        .containsExactly(4, 2, 11, 12, 15, 16);
    assertThat(capabilities.capabilities()).extracting("maxFrames").containsOnly(60);
  }

  @Test
  void shouldKeepAllBytesNoLayoutKnows() {
    List<SccpFrame> surplus =
        Stream.concat(Fixtures.recording(CISCO).stream(), recorded().stream())
            .flatMap(connection -> frames(connection).stream())
            .filter(frame -> !frame.surplus().equals(Octets.NONE))
            .toList();
    assertThat(surplus).extracting(frame -> frame.message().id()).containsOnly(SoftKeySetRes.ID);
    assertThat(surplus).extracting(SccpFrame::surplus).containsOnly(Octets.zeros(4));
  }

  @Test
  void shouldReadTheHeaderVersionOfARegisteredStation() {
    assertThat(frames(recording(54574)))
        .filteredOn(frame -> frame.version() != 0)
        .extracting(frame -> frame.version() + " " + frame.message().id())
        .containsExactly(
            "17 KeepAlive", "17 ServerReq", "17 LineStatReq", "17 TimeDateReq", "17 Unregister");
  }

  private static List<Connection> recorded() {
    return Fixtures.recording(SKINNY).stream()
        .filter(connection -> connection.stationPort() != 54556)
        .filter(connection -> connection.stationPort() != 54566)
        .toList();
  }

  private static Connection only(String name) {
    return Fixtures.recording(name).get(0);
  }

  private static Connection recording(int stationPort) {
    return Fixtures.recording(SKINNY).stream()
        .filter(connection -> connection.stationPort() == stationPort)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> words(Connection connection) {
    var reader = new Reader();
    connection.segments().forEach(reader::read);
    return reader.words;
  }

  private static List<SccpFrame> frames(Connection connection) {
    var reader = new Reader();
    connection.segments().forEach(reader::read);
    return reader.frames;
  }

  private static List<SccpMessage> messages(Connection connection) {
    return frames(connection).stream().map(SccpFrame::message).toList();
  }

  private static Fault fault(Connection connection) {
    var reader = new Reader();
    connection.segments().forEach(reader::read);
    return reader.fault.orElseThrow();
  }

  /** Both directions of a connection, as an audit would read them. */
  private static final class Reader {
    private final SccpFrames fromStation = new SccpFrames();
    private final SccpFrames toStation = new SccpFrames();
    private final ByteBuf stationBytes = Unpooled.buffer();
    private final ByteBuf managerBytes = Unpooled.buffer();
    private final List<String> words = new ArrayList<>();
    private final List<SccpFrame> frames = new ArrayList<>();
    private Optional<Fault> fault = Optional.empty();

    void read(Segment segment) {
      SccpFrames direction = segment.fromStation() ? fromStation : toStation;
      ByteBuf bytes = segment.fromStation() ? stationBytes : managerBytes;
      segment.bytes().writeTo(bytes);
      try {
        for (var frame = direction.next(bytes); frame != null; frame = direction.next(bytes)) {
          frames.add(frame);
          words.add((segment.fromStation() ? ">" : "<") + frame.message().id());
        }
      } catch (SccpDecodeException e) {
        fault = Optional.of(e.fault());
      }
    }
  }
}
