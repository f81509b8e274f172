package io.kald.sccp;

import io.netty.util.collection.IntObjectHashMap;
import java.util.List;
import java.util.function.Function;

/** Every message with a layout: the only list of them. */
final class SccpMessages {
  private record Entry(MessageId id, Function<Body, SccpMessage> layout) {}

  private static final List<Entry> ALL =
      List.of(
          new Entry(KeepAlive.ID, KeepAlive::read),
          new Entry(Register.ID, Register::read),
          new Entry(IpPort.ID, IpPort::read),
          new Entry(LineStatReq.ID, LineStatReq::read),
          new Entry(ConfigStatReq.ID, ConfigStatReq::read),
          new Entry(TimeDateReq.ID, TimeDateReq::read),
          new Entry(ButtonTemplateReq.ID, ButtonTemplateReq::read),
          new Entry(VersionReq.ID, VersionReq::read),
          new Entry(CapabilitiesRes.ID, CapabilitiesRes::read),
          new Entry(ServerReq.ID, ServerReq::read),
          new Entry(Alarm.ID, Alarm::read),
          new Entry(SoftKeySetReq.ID, SoftKeySetReq::read),
          new Entry(Unregister.ID, Unregister::read),
          new Entry(SoftKeyTemplateReq.ID, SoftKeyTemplateReq::read),
          new Entry(RegisterTokenReq.ID, RegisterTokenReq::read),
          new Entry(RegisterAvailableLines.ID, RegisterAvailableLines::read),
          new Entry(RegisterAck.ID, RegisterAck::read),
          new Entry(LineStatRes.ID, LineStatRes::read),
          new Entry(ConfigStatRes.ID, ConfigStatRes::read),
          new Entry(DefineTimeDate.ID, DefineTimeDate::read),
          new Entry(ButtonTemplateRes.ID, ButtonTemplateRes::read),
          new Entry(VersionRes.ID, VersionRes::read),
          new Entry(CapabilitiesReq.ID, CapabilitiesReq::read),
          new Entry(RegisterReject.ID, RegisterReject::read),
          new Entry(ServerRes.ID, ServerRes::read),
          new Entry(Reset.ID, Reset::read),
          new Entry(KeepAliveAck.ID, KeepAliveAck::read),
          new Entry(SoftKeyTemplateRes.ID, SoftKeyTemplateRes::read),
          new Entry(SoftKeySetRes.ID, SoftKeySetRes::read),
          new Entry(UnregisterAck.ID, UnregisterAck::read),
          new Entry(RegisterTokenAck.ID, RegisterTokenAck::read),
          new Entry(RegisterTokenReject.ID, RegisterTokenReject::read),
          new Entry(LineStatV2Res.ID, LineStatV2Res::read),
          new Entry(SpcpRegisterTokenReq.ID, SpcpRegisterTokenReq::read),
          new Entry(SpcpRegisterTokenAck.ID, SpcpRegisterTokenAck::read),
          new Entry(SpcpRegisterTokenReject.ID, SpcpRegisterTokenReject::read));

  private static final IntObjectHashMap<Function<Body, SccpMessage>> BY_ID = index();

  private SccpMessages() {}

  private static IntObjectHashMap<Function<Body, SccpMessage>> index() {
    var byId = new IntObjectHashMap<Function<Body, SccpMessage>>();
    ALL.forEach(entry -> byId.put(entry.id().value(), entry.layout()));
    return byId;
  }

  /** Reads the body of a message; one without a layout is kept whole. */
  static SccpMessage read(int id, Body in) {
    Function<Body, SccpMessage> layout = BY_ID.get(id);
    return layout == null ? new RawMessage(MessageId.of(id), in.rest()) : layout.apply(in);
  }

  /** The ids of all messages with a layout. */
  static List<MessageId> ids() {
    return ALL.stream().map(Entry::id).toList();
  }
}
