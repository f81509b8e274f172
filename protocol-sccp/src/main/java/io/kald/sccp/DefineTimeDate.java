package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Call manager to station: the time, as the phone is to show it and as the system has it.
 *
 * @param year four digits
 * @param month 1 to 12
 * @param dayOfWeek 0 Sunday to 6 Saturday
 * @param systemSeconds seconds since 1970, UTC, unsigned
 */
public record DefineTimeDate(
    int year,
    int month,
    int dayOfWeek,
    int day,
    int hour,
    int minute,
    int second,
    int millisecond,
    long systemSeconds)
    implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0094);

  private static final long MAX_SECONDS = 0xffff_ffffL;

  /** Checks the system time. */
  public DefineTimeDate {
    if (systemSeconds < 0 || systemSeconds > MAX_SECONDS) {
      throw new IllegalArgumentException(
          "systemSeconds: " + systemSeconds + " (expected: 0 ~ " + MAX_SECONDS + ")");
    }
  }

  static DefineTimeDate read(Body in) {
    return new DefineTimeDate(
        in.int32(0), // 0
        in.int32(0), // 4
        in.int32(0), // 8
        in.int32(0), // 12
        in.int32(0), // 16
        in.int32(0), // 20
        in.int32(0), // 24
        in.int32(0), // 28
        in.uint32(0)); // 32
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(year);
    out.writeIntLE(month);
    out.writeIntLE(dayOfWeek);
    out.writeIntLE(day);
    out.writeIntLE(hour);
    out.writeIntLE(minute);
    out.writeIntLE(second);
    out.writeIntLE(millisecond);
    out.writeIntLE((int) systemSeconds);
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
