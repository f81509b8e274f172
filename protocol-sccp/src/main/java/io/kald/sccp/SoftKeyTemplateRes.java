package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Call manager to station: which soft keys there are. Written with 32 slots, or 64 as chan-sccp
 * does when 32 are too few.
 *
 * @param offset index of the first key in this message
 * @param total how many keys there are in all
 * @param keys those counted in this message
 */
public record SoftKeyTemplateRes(int offset, int total, List<SoftKey> keys) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0108);

  private static final int SLOTS = 32;
  private static final int MORE_SLOTS = 64;

  /** Copies the list. */
  public SoftKeyTemplateRes {
    keys = List.copyOf(keys);
  }

  /**
   * One soft key.
   *
   * @param label at most 16 characters; the character 128 and another name a word of the phone's
   *     dictionary
   * @param event what pressing it reports
   */
  public record SoftKey(String label, int event) {
    private static final int LABEL_WIDTH = 16;
    private static final int WIDTH = LABEL_WIDTH + Integer.BYTES;

    /** Checks the label. */
    public SoftKey {
      Layout.checkText("label", label, LABEL_WIDTH);
    }

    static SoftKey read(Body in) {
      return new SoftKey(
          in.text(LABEL_WIDTH), // 0
          in.int32(0)); // 16
    }

    void write(ByteBuf out) {
      Layout.text(out, label, LABEL_WIDTH);
      out.writeIntLE(event);
    }
  }

  static SoftKeyTemplateRes read(Body in) {
    int offset = in.int32(0); // 0
    int count = in.int32(0); // 4
    int total = in.int32(0); // 8
    var keys = in.list(count, SoftKey.WIDTH, SoftKey::read); // 12
    in.skip((MORE_SLOTS - keys.size()) * SoftKey.WIDTH);
    return new SoftKeyTemplateRes(offset, total, keys);
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(offset);
    out.writeIntLE(keys.size());
    out.writeIntLE(total);
    keys.forEach(each -> each.write(out));
    int slots = keys.size() > SLOTS ? MORE_SLOTS : SLOTS;
    out.writeZero(Math.max(0, slots - keys.size()) * SoftKey.WIDTH);
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
