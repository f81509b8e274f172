package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Call manager to station: how it is configured.
 *
 * @param deviceName at most 16 characters
 * @param userName at most 40 characters
 * @param serverName at most 40 characters
 */
public record ConfigStatRes(
    String deviceName,
    int userId,
    int instance,
    String userName,
    String serverName,
    int lines,
    int speedDials)
    implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0093);

  private static final int NAME_WIDTH = 40;

  /** Checks the names. */
  public ConfigStatRes {
    Layout.checkText("deviceName", deviceName, Station.NAME_WIDTH);
    Layout.checkText("userName", userName, NAME_WIDTH);
    Layout.checkText("serverName", serverName, NAME_WIDTH);
  }

  static ConfigStatRes read(Body in) {
    return new ConfigStatRes(
        in.text(Station.NAME_WIDTH), // 0
        in.int32(0), // 16
        in.int32(0), // 20
        in.text(NAME_WIDTH), // 24
        in.text(NAME_WIDTH), // 64
        in.int32(0), // 104
        in.int32(0)); // 108
  }

  @Override
  public void writeBody(ByteBuf out) {
    Layout.text(out, deviceName, Station.NAME_WIDTH);
    out.writeIntLE(userId);
    out.writeIntLE(instance);
    Layout.text(out, userName, NAME_WIDTH);
    Layout.text(out, serverName, NAME_WIDTH);
    out.writeIntLE(lines);
    out.writeIntLE(speedDials);
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
