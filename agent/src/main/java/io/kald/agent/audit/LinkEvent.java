package io.kald.agent.audit;

import io.kald.agent.flow.Moment;
import io.kald.agent.flow.SccpSeen;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.MessageId;
import io.kald.sccp.Register;
import io.kald.sccp.RegisterAck;
import io.kald.sccp.RegisterTokenAck;
import io.kald.sccp.RegisterTokenReq;
import io.kald.sccp.Reset;
import io.kald.sccp.SpcpRegisterTokenAck;
import io.kald.sccp.SpcpRegisterTokenReq;
import io.kald.sccp.Unregister;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message of a phone's link that says something about being alive.
 *
 * @param at the packet that completed it
 * @param acknowledged the packet that acknowledged it, by TCP
 * @param again its retransmissions
 * @param device the device's name in a Register, else empty
 * @param activeSeconds KeepAlive interval in a RegisterAck, else 0
 */
record LinkEvent(
    Kind kind,
    Moment at,
    @Nullable Moment acknowledged,
    List<Moment> again,
    String device,
    int activeSeconds) {
  enum Kind {
    KEEPALIVE("KeepAlive"),
    KEEPALIVE_ACK("KeepAliveAck"),
    REGISTER("Register"),
    REGISTER_ACK("RegisterAck"),
    TOKEN_REQ("RegisterTokenReq"),
    TOKEN_ACK("RegisterTokenAck"),
    UNREGISTER("Unregister"),
    RESET("Reset");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** The message's name in the protocol. */
    String text() {
      return text;
    }

    /** Whether it belongs to keeping alive. */
    boolean beats() {
      return this == KEEPALIVE || this == KEEPALIVE_ACK;
    }
  }

  private static final Map<MessageId, Kind> KINDS =
      Map.of(
          KeepAlive.ID, Kind.KEEPALIVE,
          KeepAliveAck.ID, Kind.KEEPALIVE_ACK,
          Register.ID, Kind.REGISTER,
          RegisterAck.ID, Kind.REGISTER_ACK,
          RegisterTokenReq.ID, Kind.TOKEN_REQ,
          RegisterTokenAck.ID, Kind.TOKEN_ACK,
          SpcpRegisterTokenReq.ID, Kind.TOKEN_REQ,
          SpcpRegisterTokenAck.ID, Kind.TOKEN_ACK,
          Unregister.ID, Kind.UNREGISTER,
          Reset.ID, Kind.RESET);

  /** The event in a message, or null: it is about something else. */
  static @Nullable LinkEvent of(SccpSeen seen) {
    @Nullable Kind kind = KINDS.get(seen.message().id());
    String device = seen.message() instanceof Register register ? register.station().name() : "";
    int seconds = seen.message() instanceof RegisterAck ack ? ack.keepAliveSeconds() : 0;
    return kind == null
        ? null
        : new LinkEvent(kind, seen.seen(), seen.acknowledged(), seen.again(), device, seconds);
  }
}
