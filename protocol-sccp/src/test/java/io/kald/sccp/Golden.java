package io.kald.sccp;

import io.kald.sccp.ButtonTemplateRes.Button;
import io.kald.sccp.CapabilitiesRes.Capability;
import io.kald.sccp.Register.Details;
import io.kald.sccp.Register.Form;
import io.kald.sccp.ServerRes.Server;
import io.kald.sccp.SoftKeyTemplateRes.SoftKey;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every message beside the frame that stands for it, byte for byte. */
record Golden(String file, int version, SccpMessage message) {
  private static final Station STATION =
      Station.of("SEP0200DEADBEEF", IpAddress.of(new byte[] {(byte) 192, 0, 2, 7}), 7);
  private static final IpAddress LOOPBACK = IpAddress.of(new byte[] {127, 0, 0, 1});
  private static final Station SCRIPTED = Station.of("SEP0200DEADBEEF", LOOPBACK, 7);
  private static final Octets MAC = octets("0200deadbeef000000000000");

  static Stream<Golden> all() {
    return Stream.of(requests(), registers(), registration(), leaving(), templates(), answers())
        .flatMap(each -> each);
  }

  private static Stream<Golden> requests() {
    return Stream.of(
        of("KeepAlive", KeepAlive.INSTANCE),
        of("KeepAliveAck", KeepAliveAck.INSTANCE),
        of("ButtonTemplateReq", ButtonTemplateReq.INSTANCE),
        of("VersionReq", VersionReq.INSTANCE),
        of("ServerReq", ServerReq.INSTANCE),
        of("SoftKeySetReq", SoftKeySetReq.INSTANCE),
        of("SoftKeyTemplateReq", SoftKeyTemplateReq.INSTANCE),
        of("ConfigStatReq", ConfigStatReq.INSTANCE),
        of("TimeDateReq", TimeDateReq.INSTANCE),
        of("CapabilitiesReq", CapabilitiesReq.INSTANCE),
        of("IpPort", new IpPort(16384)),
        of("LineStatReq", new LineStatReq(1)),
        of("RegisterAvailableLines", new RegisterAvailableLines(1)),
        of("RawMessage", 20, new RawMessage(MessageId.of(0x7777), Octets.of(bytes(1, 2, 3, 4, 5)))),
        of(
            "Alarm",
            new Alarm(
                Alarm.INFORMATIONAL,
                "25: Name=SEP0200DEADBEEF Load=PROBE-1-0 Last=Initialized",
                0x804,
                LOOPBACK.asParameter())));
  }

  private static Stream<Golden> registers() {
    return Stream.of(
        of("Register-streams", register(STATION, 5, 0, Protocol.NONE, Form.UPTO_STREAMS)),
        of("Register-protocol", withType(8, new Protocol(15, 0x20, 0x8572), Form.UPTO_PROTOCOL)),
        of(
            "Register-max-conferences",
            register(SCRIPTED, 0, 0, new Protocol(5, 0, 0), Form.UPTO_MAX_CONFERENCES)),
        of(
            "Register-conferences",
            register(
                Station.of("SEP001380AD9E5F", IpAddress.of(bytes(10, 102, 10, 0xd1)), 30007),
                0,
                0,
                new Protocol(7, 0, 0x8100),
                Form.UPTO_CONFERENCES)),
        of(
            "Register-mac",
            detailed(20, 0, new Protocol(5, 0, 0), details(MAC, 0, 0), Form.UPTO_MAC)),
        of(
            "Register-ipv4-scope",
            detailed(
                7,
                5,
                new Protocol(11, 0, 0x8560),
                details(octets("303230304445414442454546"), 3, 0),
                Form.UPTO_IPV4_SCOPE)),
        of("Register-load", loaded()),
        of("Register-config-stamp", stamped()));
  }

  private static SccpMessage loaded() {
    Details details = new Details(MAC, 0, 2, Octets.zeros(16), 0, "PROBE-1-0", "");
    Station station = Station.of("SEP0200DEADBEEF", LOOPBACK, 115);
    Protocol protocol = new Protocol(17, 0, 0x8572);
    return new Register(station, 0, 0, protocol, 0, 0, details, Form.UPTO_LOAD);
  }

  private static SccpMessage stamped() {
    Details details =
        new Details(
            MAC,
            3,
            2,
            octets("20010db8000000000000000000000001"),
            4,
            "SCCP41.8-5-3S",
            "1700000000-9f86d081-884c-7d65");
    Protocol protocol = new Protocol(22, 0, 0x8572);
    return new Register(typed(115), 5, 0, protocol, 1, 2, details, Form.UPTO_CONFIG_STAMP);
  }

  private static Stream<Golden> registration() {
    return Stream.of(
        of(
            "RegisterAck",
            new RegisterAck(
                30, "M/D/Y", Optional.of(new RegisterAck.Newer(60, new Protocol(6, 0, 0xfe00))))),
        of("RegisterAck-cm2", new RegisterAck(30, "M/D/YA", Optional.empty())),
        of("RegisterReject", new RegisterReject("No Authority: ")),
        of("RegisterReject-36", new RegisterReject("Crossover session, log in again ten.")),
        of("RegisterTokenReq", RegisterTokenReq.of(SCRIPTED)),
        of("RegisterTokenReq-old", new RegisterTokenReq(STATION, Octets.NONE)),
        of("RegisterTokenAck", RegisterTokenAck.INSTANCE),
        of("RegisterTokenReject", new RegisterTokenReject(60)),
        of("SpcpRegisterTokenReq", new SpcpRegisterTokenReq(typed(12), 2)),
        of("SpcpRegisterTokenAck", new SpcpRegisterTokenAck(65535)),
        of("SpcpRegisterTokenReject", new SpcpRegisterTokenReject(60)));
  }

  private static Stream<Golden> leaving() {
    return Stream.of(
        of("Unregister", new Unregister(OptionalInt.of(0))),
        of("Unregister-silent", Unregister.SILENT),
        of("UnregisterAck", new UnregisterAck(UnregisterAck.NAK)),
        of("Reset-reset", Reset.of(Reset.Kind.RESET)),
        of("Reset-restart", Reset.of(Reset.Kind.RESTART)),
        of("Reset-apply-config", Reset.of(Reset.Kind.APPLY_CONFIG)));
  }

  private static Stream<Golden> templates() {
    var cisco7912 =
        Stream.of(
                Stream.of(new Button(1, 9), new Button(1, 2), new Button(2, 2), new Button(3, 2)),
                Stream.of(new Button(4, 2), new Button(1, 3), new Button(1, 0x12)))
            .flatMap(each -> each)
            .toList();
    var many = IntStream.range(0, 43).mapToObj(i -> new Button(i + 1, i < 2 ? 9 : 2)).toList();
    var keys = IntStream.range(0, 33).mapToObj(i -> new SoftKey("Key" + i, i + 1)).toList();
    return Stream.of(
        of("ButtonTemplateRes", new ButtonTemplateRes(0, 7, cisco7912)),
        of("ButtonTemplateRes-56", new ButtonTemplateRes(0, 43, many)),
        of("SoftKeyTemplateRes", new SoftKeyTemplateRes(0, 20, SoftKeys.cisco7912())),
        of("SoftKeyTemplateRes-64", new SoftKeyTemplateRes(0, 33, keys)),
        of("SoftKeySetRes", new SoftKeySetRes(0, 11, SoftKeys.cisco7912Sets())));
  }

  private static Stream<Golden> answers() {
    Server a = new Server("cm-a.example", 2000, IpAddress.of(bytes(192, 0, 2, 1)));
    Server b =
        new Server("cm-b.example", 2000, new IpAddress(octets("20010db8" + "0".repeat(23) + "2")));
    Server skinny = new Server("vm", 2000, LOOPBACK);
    Octets parameters = octets("0102030405060708");
    return Stream.of(
        of("VersionRes", new VersionRes("P003-08-12-00")),
        of("DefineTimeDate", new DefineTimeDate(2026, 6, 3, 3, 19, 10, 18, 0, 0x6a207c1aL)),
        of("LineStatRes", new LineStatRes(1, "1012", "8165551012", "1012", 9)),
        of("LineStatV2Res", 17, new LineStatV2Res(1, 15, "101", "Ann Example", "Ann")),
        of("LineStatV2Res-padded", 17, new LineStatV2Res(1, 15, "101", "Ann", "A")),
        of("ServerRes", servers(skinny, Server.NONE, false)),
        of("ServerRes-typed", 17, servers(a, b, true)),
        of(
            "CapabilitiesRes",
            new CapabilitiesRes(
                List.of(Capability.of(4, 40), new Capability(25, 120, parameters)))),
        of(
            "ConfigStatRes",
            new ConfigStatRes("SEP0200DEADBEEF", 0, 1, "Ann Example", "cm-a.example", 2, 4)));
  }

  private static ServerRes servers(Server first, Server second, boolean typed) {
    return new ServerRes(List.of(first, second, Server.NONE, Server.NONE, Server.NONE), typed);
  }

  private static Golden of(String file, SccpMessage message) {
    return of(file, 0, message);
  }

  private static Golden of(String file, int version, SccpMessage message) {
    return new Golden(file, version, message);
  }

  private static Register withType(int type, Protocol protocol, Form form) {
    return register(typed(type), 5, 0, protocol, form);
  }

  private static Station typed(int deviceType) {
    return Station.of(STATION.name(), STATION.address(), deviceType);
  }

  private static Register register(
      Station station, int streams, int active, Protocol protocol, Form form) {
    return new Register(station, streams, active, protocol, 0, 0, Details.NONE, form);
  }

  private static Register detailed(
      int type, int streams, Protocol protocol, Details details, Form form) {
    return new Register(typed(type), streams, 0, protocol, 0, 0, details, form);
  }

  private static Details details(Octets mac, int scope, int lines) {
    return new Details(mac, scope, lines, Octets.zeros(16), 0, "", "");
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static Octets octets(String hex) {
    return Octets.of(ByteBufUtil.decodeHexDump(hex));
  }
}
