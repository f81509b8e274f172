package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/** One SCCP message, without its 12-byte header. Immutable. */
public sealed interface SccpMessage
    permits Alarm,
        ButtonTemplateReq,
        ButtonTemplateRes,
        CapabilitiesReq,
        CapabilitiesRes,
        ConfigStatReq,
        ConfigStatRes,
        DefineTimeDate,
        IpPort,
        KeepAlive,
        KeepAliveAck,
        LineStatReq,
        LineStatRes,
        LineStatV2Res,
        RawMessage,
        Register,
        RegisterAck,
        RegisterAvailableLines,
        RegisterReject,
        RegisterTokenAck,
        RegisterTokenReject,
        RegisterTokenReq,
        Reset,
        ServerReq,
        ServerRes,
        SoftKeySetReq,
        SoftKeySetRes,
        SoftKeyTemplateReq,
        SoftKeyTemplateRes,
        SpcpRegisterTokenAck,
        SpcpRegisterTokenReject,
        SpcpRegisterTokenReq,
        TimeDateReq,
        Unregister,
        UnregisterAck,
        VersionReq,
        VersionRes {
  /** What kind of message this is. */
  MessageId id();

  /** Appends the bytes behind the header. */
  void writeBody(ByteBuf out);

  /** Calls the one method of {@code visitor} that is for this kind of message. */
  void accept(SccpVisitor visitor);
}
