package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Call manager to station: registered, and how often to say so.
 *
 * @param keepAliveSeconds interval of KeepAlives to this call manager while it is the active one,
 *     unsigned
 * @param dateTemplate how to show dates, {@code D.M.Y}; six characters
 * @param newer what call managers since 3 add; CallManager 2 ends before it
 */
public record RegisterAck(int keepAliveSeconds, String dateTemplate, Optional<Newer> newer)
    implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0081);

  private static final int DATE_WIDTH = 6;
  private static final int PADDING = 2;

  /** Checks the date template. */
  public RegisterAck {
    Layout.checkText("dateTemplate", dateTemplate, DATE_WIDTH);
  }

  /**
   * The second half.
   *
   * @param secondaryKeepAliveSeconds interval of KeepAlives to a standby call manager, unsigned
   * @param protocol the highest this call manager speaks, which chan_skinny gives as 48
   */
  public record Newer(int secondaryKeepAliveSeconds, Protocol protocol) {}

  static RegisterAck read(Body in) {
    int keepAliveSeconds = in.int32(0); // 0
    String dateTemplate = in.text(DATE_WIDTH); // 4
    in.skip(PADDING); // 10, garbage
    boolean older = in.remaining() < Integer.BYTES;
    return new RegisterAck(
        keepAliveSeconds, dateTemplate, older ? Optional.empty() : Optional.of(readNewer(in)));
  }

  private static Newer readNewer(Body in) {
    return new Newer(
        in.int32(0), // 12
        Protocol.read(in)); // 16
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(keepAliveSeconds);
    Layout.text(out, dateTemplate, DATE_WIDTH);
    out.writeZero(PADDING);
    newer.ifPresent(
        tail -> {
          out.writeIntLE(tail.secondaryKeepAliveSeconds);
          tail.protocol.write(out);
        });
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
