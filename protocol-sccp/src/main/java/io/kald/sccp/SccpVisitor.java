package io.kald.sccp;

/**
 * Takes each kind of message apart: override what matters, the rest arrives at {@link #onOther}.
 */
public interface SccpVisitor {
  /** Takes every message whose own method is not overridden. */
  void onOther(SccpMessage message);

  default void on(Alarm message) {
    onOther(message);
  }

  default void on(ButtonTemplateReq message) {
    onOther(message);
  }

  default void on(ButtonTemplateRes message) {
    onOther(message);
  }

  default void on(CapabilitiesReq message) {
    onOther(message);
  }

  default void on(CapabilitiesRes message) {
    onOther(message);
  }

  default void on(ConfigStatReq message) {
    onOther(message);
  }

  default void on(ConfigStatRes message) {
    onOther(message);
  }

  default void on(DefineTimeDate message) {
    onOther(message);
  }

  default void on(IpPort message) {
    onOther(message);
  }

  default void on(KeepAlive message) {
    onOther(message);
  }

  default void on(KeepAliveAck message) {
    onOther(message);
  }

  default void on(LineStatReq message) {
    onOther(message);
  }

  default void on(LineStatRes message) {
    onOther(message);
  }

  default void on(LineStatV2Res message) {
    onOther(message);
  }

  default void on(RawMessage message) {
    onOther(message);
  }

  default void on(Register message) {
    onOther(message);
  }

  default void on(RegisterAck message) {
    onOther(message);
  }

  default void on(RegisterAvailableLines message) {
    onOther(message);
  }

  default void on(RegisterReject message) {
    onOther(message);
  }

  default void on(RegisterTokenAck message) {
    onOther(message);
  }

  default void on(RegisterTokenReject message) {
    onOther(message);
  }

  default void on(RegisterTokenReq message) {
    onOther(message);
  }

  default void on(Reset message) {
    onOther(message);
  }

  default void on(ServerReq message) {
    onOther(message);
  }

  default void on(ServerRes message) {
    onOther(message);
  }

  default void on(SoftKeySetReq message) {
    onOther(message);
  }

  default void on(SoftKeySetRes message) {
    onOther(message);
  }

  default void on(SoftKeyTemplateReq message) {
    onOther(message);
  }

  default void on(SoftKeyTemplateRes message) {
    onOther(message);
  }

  default void on(SpcpRegisterTokenAck message) {
    onOther(message);
  }

  default void on(SpcpRegisterTokenReject message) {
    onOther(message);
  }

  default void on(SpcpRegisterTokenReq message) {
    onOther(message);
  }

  default void on(TimeDateReq message) {
    onOther(message);
  }

  default void on(Unregister message) {
    onOther(message);
  }

  default void on(UnregisterAck message) {
    onOther(message);
  }

  default void on(VersionReq message) {
    onOther(message);
  }

  default void on(VersionRes message) {
    onOther(message);
  }
}
