package io.kald.sccp;

import org.jspecify.annotations.Nullable;

/**
 * What kind of message a frame carries. The set is open: ids this library has no name for are kept
 * as they came.
 *
 * @param value the number at offset 8 of a frame
 */
public record MessageId(int value) {
  /** The id for {@code value}; named ids are shared, not made anew. */
  public static MessageId of(int value) {
    MessageId named = MessageNames.idOf(value);
    return named == null ? new MessageId(value) : named;
  }

  /** Whether the id is in the catalogue. */
  public boolean isNamed() {
    return MessageNames.nameOf(value) != null;
  }

  /** {@code KeepAliveAck}, or {@code Unknown(0x7777)}. */
  @Override
  public String toString() {
    @Nullable String name = MessageNames.nameOf(value);
    return name == null ? String.format("Unknown(0x%04x)", value) : name;
  }
}
