package io.kald.sccp;

import io.kald.sccp.ButtonTemplateRes.Button;
import io.kald.sccp.CapabilitiesRes.Capability;
import io.kald.sccp.Register.Details;
import io.kald.sccp.Register.Form;
import io.kald.sccp.ServerRes.Server;
import io.kald.sccp.SoftKeySetRes.SoftKeySet;
import io.kald.sccp.SoftKeyTemplateRes.SoftKey;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Any value of each message that carries something. */
final class Messages {
  private static final Arbitrary<Integer> INT = Arbitraries.integers();

  private Messages() {}

  static List<Arbitrary<? extends SccpMessage>> each() {
    return List.of(
        alarm(),
        register(),
        registerAck(),
        texts(60, RegisterReject::new),
        numbers(IpPort::new),
        numbers(LineStatReq::new),
        numbers(RegisterAvailableLines::new),
        numbers(RegisterTokenReject::new),
        numbers(SpcpRegisterTokenAck::new),
        numbers(SpcpRegisterTokenReject::new),
        numbers(UnregisterAck::new),
        numbers(Reset::new),
        numbers(reason -> new Unregister(OptionalInt.of(reason))),
        texts(16, VersionRes::new),
        token(),
        Combinators.combine(station(), INT).as(SpcpRegisterTokenReq::new),
        capabilities(),
        buttons(),
        softKeys(),
        softKeySets(),
        configStat(),
        lineStat(),
        lineStatV2(),
        servers(),
        time(),
        octets(0, 300).map(body -> new RawMessage(MessageId.of(0x7777), body)));
  }

  private static Arbitrary<? extends SccpMessage> numbers(
      Function<Integer, ? extends SccpMessage> message) {
    return INT.map(message);
  }

  private static Arbitrary<? extends SccpMessage> texts(
      int width, Function<String, ? extends SccpMessage> message) {
    return text(width).map(message);
  }

  private static Arbitrary<Alarm> alarm() {
    return Combinators.combine(INT, text(80), INT, INT).as(Alarm::new);
  }

  private static Arbitrary<Station> station() {
    return Combinators.combine(text(16), INT, INT, octets(4, 4).map(IpAddress::new), INT)
        .as(Station::new);
  }

  private static Arbitrary<Protocol> protocol() {
    return Combinators.combine(upTo(0xff), upTo(0xff), upTo(0xffff)).as(Protocol::new);
  }

  private static Arbitrary<Register> register() {
    Arbitrary<Details> details =
        Combinators.combine(octets(12, 12), INT, INT, octets(16, 16), INT, text(32), text(48))
            .as(Details::new);
    return Combinators.combine(station(), INT, INT, protocol(), INT, INT, details)
        .as((s, a, b, p, c, d, e) -> new Register(s, a, b, p, c, d, e, Form.UPTO_CONFIG_STAMP));
  }

  private static Arbitrary<RegisterAck> registerAck() {
    var newer = Combinators.combine(INT, protocol()).as(RegisterAck.Newer::new).optional();
    return Combinators.combine(INT, text(6), newer).as(RegisterAck::new);
  }

  private static Arbitrary<RegisterTokenReq> token() {
    var extension = Arbitraries.oneOf(octets(0, 0), octets(20, 20));
    return Combinators.combine(station(), extension).as(RegisterTokenReq::new);
  }

  private static Arbitrary<CapabilitiesRes> capabilities() {
    return Combinators.combine(INT, INT, octets(8, 8))
        .as(Capability::new)
        .list()
        .ofMaxSize(20)
        .map(CapabilitiesRes::new);
  }

  private static Arbitrary<ButtonTemplateRes> buttons() {
    var button = Combinators.combine(upTo(0xff), upTo(0xff)).as(Button::new);
    return Combinators.combine(INT, INT, button.list().ofMaxSize(60)).as(ButtonTemplateRes::new);
  }

  private static Arbitrary<SoftKeyTemplateRes> softKeys() {
    var key = Combinators.combine(text(16), INT).as(SoftKey::new);
    return Combinators.combine(INT, INT, key.list().ofMaxSize(70)).as(SoftKeyTemplateRes::new);
  }

  private static Arbitrary<SoftKeySetRes> softKeySets() {
    var set = Combinators.combine(octets(16, 16), octets(32, 32)).as(SoftKeySet::new);
    return Combinators.combine(INT, INT, set.list().ofMaxSize(20)).as(SoftKeySetRes::new);
  }

  private static Arbitrary<ConfigStatRes> configStat() {
    return Combinators.combine(text(16), INT, INT, text(40), text(40), INT, INT)
        .as(ConfigStatRes::new);
  }

  private static Arbitrary<LineStatRes> lineStat() {
    return Combinators.combine(INT, text(24), text(40), text(40), INT).as(LineStatRes::new);
  }

  private static Arbitrary<LineStatV2Res> lineStatV2() {
    return Combinators.combine(INT, INT, text(2000), text(99), text(99)).as(LineStatV2Res::new);
  }

  private static Arbitrary<ServerRes> servers() {
    var ipv4 = octets(4, 4).map(IpAddress::new);
    var any = Arbitraries.oneOf(ipv4, octets(16, 16).map(IpAddress::new));
    return Arbitraries.oneOf(
        five(ipv4).map(servers -> new ServerRes(servers, false)),
        five(any).map(servers -> new ServerRes(servers, true)));
  }

  private static Arbitrary<List<Server>> five(Arbitrary<IpAddress> address) {
    return Combinators.combine(text(48), INT, address).as(Server::new).list().ofSize(5);
  }

  private static Arbitrary<DefineTimeDate> time() {
    var seconds = Arbitraries.longs().between(0, 0xffff_ffffL);
    return Combinators.combine(INT.list().ofSize(8), seconds)
        .as(
            (n, s) ->
                new DefineTimeDate(
                    n.get(0), n.get(1), n.get(2), n.get(3), n.get(4), n.get(5), n.get(6), n.get(7),
                    s));
  }

  private static Arbitrary<Integer> upTo(int max) {
    return Arbitraries.integers().between(0, max);
  }

  /** Text of any characters that a field can carry. */
  private static Arbitrary<String> text(int width) {
    return Arbitraries.strings().withCharRange('\u0001', '\u00ff').ofMaxLength(width);
  }

  private static Arbitrary<Octets> octets(int min, int max) {
    return Arbitraries.bytes()
        .array(byte[].class)
        .ofMinSize(min)
        .ofMaxSize(max)
        .map(bytes -> Octets.of(bytes));
  }
}
