package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import java.util.OptionalInt;

/**
 * Station to call manager: I leave. Stations of the CallManager 2 era send no reason.
 *
 * @param reason 0 unknown, 1 power save, or none at all
 */
public record Unregister(OptionalInt reason) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0027);

  /** Without a reason. */
  public static final Unregister SILENT = new Unregister(OptionalInt.empty());

  static Unregister read(Body in) {
    return in.remaining() < Integer.BYTES ? SILENT : new Unregister(OptionalInt.of(in.int32(0)));
  }

  @Override
  public void writeBody(ByteBuf out) {
    reason.ifPresent(out::writeIntLE);
  }

  @Override
  public MessageId id() {
    return ID;
  }

  @Override
  public void accept(SccpVisitor visitor) {
    visitor.on(this);
  }
}
