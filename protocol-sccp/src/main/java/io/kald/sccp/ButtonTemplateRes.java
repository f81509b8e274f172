package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Call manager to station: what its buttons do. Written with 42 slots, or 56 as chan-sccp does when
 * 42 are too few.
 *
 * @param offset index of the first button in this message
 * @param total how many buttons there are in all
 * @param buttons those counted in this message
 */
public record ButtonTemplateRes(int offset, int total, List<Button> buttons)
    implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0097);

  private static final int SLOTS = 42;
  private static final int MORE_SLOTS = 56;

  /** Copies the list. */
  public ButtonTemplateRes {
    buttons = List.copyOf(buttons);
  }

  /**
   * One button.
   *
   * @param instance which of its type, from 1; 0 to 255
   * @param type 1 redial, 2 speed dial, 3 hold, 4 transfer, 9 line, 255 undefined ...; 0 to 255
   */
  public record Button(int instance, int type) {
    private static final int WIDTH = 2;
    private static final int MAX = 0xff;
    private static final Button UNDEFINED = new Button(0, MAX);

    /** Checks the numbers. */
    public Button {
      Layout.checkRange("instance", instance, MAX);
      Layout.checkRange("type", type, MAX);
    }

    static Button read(Body in) {
      return new Button(
          in.uint8(0), // 0
          in.uint8(MAX)); // 1
    }

    void write(ByteBuf out) {
      out.writeByte(instance);
      out.writeByte(type);
    }
  }

  static ButtonTemplateRes read(Body in) {
    int offset = in.int32(0); // 0
    int count = in.int32(0); // 4
    int total = in.int32(0); // 8
    var buttons = in.list(count, Button.WIDTH, Button::read); // 12
    in.skip((MORE_SLOTS - buttons.size()) * Button.WIDTH);
    return new ButtonTemplateRes(offset, total, buttons);
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(offset);
    out.writeIntLE(buttons.size());
    out.writeIntLE(total);
    buttons.forEach(each -> each.write(out));
    int slots = buttons.size() > SLOTS ? MORE_SLOTS : SLOTS;
    for (int unused = slots - buttons.size(); unused > 0; unused--) {
      Button.UNDEFINED.write(out);
    }
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
