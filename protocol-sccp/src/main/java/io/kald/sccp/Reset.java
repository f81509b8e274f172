package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Call manager to station: start again.
 *
 * @param type 1, 2, 3 or what came, see {@link #kind}
 */
public record Reset(int type) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x009f);

  static Reset read(Body in) {
    return new Reset(in.int32(1));
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(type);
  }

  /** What is to be started again. chan_skinny means RESTART by 1 and RESET by 2. */
  public enum Kind {
    /** Everything: address, configuration file and registration. */
    RESET(1),
    /** The registration only. */
    RESTART(2),
    /** Take over a changed configuration. */
    APPLY_CONFIG(3),
    /** A type without a published meaning. */
    OTHER(0);

    private final int type;

    Kind(int type) {
      this.type = type;
    }
  }

  /** A Reset of a named kind; {@link Kind#OTHER} has type 0. */
  public static Reset of(Kind kind) {
    return new Reset(kind.type);
  }

  /** What {@link #type} stands for. */
  public Kind kind() {
    return switch (type) {
      case 1 -> Kind.RESET;
      case 2 -> Kind.RESTART;
      case 3 -> Kind.APPLY_CONFIG;
      default -> Kind.OTHER;
    };
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
