package io.kald.agent.audit;

import io.kald.agent.flow.Moment;
import io.kald.agent.flow.SccpSeen;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.Register;
import io.kald.sccp.RegisterAck;
import io.kald.sccp.RegisterTokenAck;
import io.kald.sccp.RegisterTokenReq;
import io.kald.sccp.Reset;
import io.kald.sccp.SccpMessage;
import io.kald.sccp.SccpVisitor;
import io.kald.sccp.SpcpRegisterTokenAck;
import io.kald.sccp.SpcpRegisterTokenReq;
import io.kald.sccp.Unregister;
import java.util.List;
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
    KEEPALIVE,
    KEEPALIVE_ACK,
    REGISTER,
    REGISTER_ACK,
    TOKEN_REQ,
    TOKEN_ACK,
    UNREGISTER,
    RESET
  }

  /** The event in a message, or null: it is about something else. */
  static @Nullable LinkEvent of(SccpSeen seen) {
    Reader reader = new Reader();
    seen.message().accept(reader);
    return reader.kind == null
        ? null
        : new LinkEvent(
            reader.kind,
            seen.seen(),
            seen.acknowledged(),
            seen.again(),
            reader.device,
            reader.activeSeconds);
  }

  private static final class Reader implements SccpVisitor {
    // state
    private @Nullable Kind kind;
    private String device = "";
    private int activeSeconds;

    @Override
    public void onOther(SccpMessage message) {
      // Templates, lines, lamps and calls say nothing about being alive.
    }

    @Override
    public void on(KeepAlive message) {
      kind = Kind.KEEPALIVE;
    }

    @Override
    public void on(KeepAliveAck message) {
      kind = Kind.KEEPALIVE_ACK;
    }

    @Override
    public void on(Register message) {
      kind = Kind.REGISTER;
      device = message.station().name();
    }

    @Override
    public void on(RegisterAck message) {
      kind = Kind.REGISTER_ACK;
      activeSeconds = message.keepAliveSeconds();
    }

    @Override
    public void on(RegisterTokenReq message) {
      kind = Kind.TOKEN_REQ;
    }

    @Override
    public void on(RegisterTokenAck message) {
      kind = Kind.TOKEN_ACK;
    }

    @Override
    public void on(SpcpRegisterTokenReq message) {
      kind = Kind.TOKEN_REQ;
    }

    @Override
    public void on(SpcpRegisterTokenAck message) {
      kind = Kind.TOKEN_ACK;
    }

    @Override
    public void on(Unregister message) {
      kind = Kind.UNREGISTER;
    }

    @Override
    public void on(Reset message) {
      kind = Kind.RESET;
    }
  }
}
