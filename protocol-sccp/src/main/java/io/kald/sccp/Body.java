package io.kald.sccp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads one message body leniently: what is missing becomes a default, what nobody reads is kept as
 * {@link #rest}. A field that is cut off counts as missing and so does all behind it.
 *
 * <p>One cursor is used again for each frame of a connection.
 */
final class Body {
  // state
  private ByteBuf in;
  private int end;
  private boolean cut;

  Body(ByteBuf in, int length) {
    reset(in, length);
  }

  /** Starts on the next {@code length} bytes of {@code in}, all of which must be readable. */
  void reset(ByteBuf next, int length) {
    in = next;
    end = next.readerIndex() + length;
    cut = false;
  }

  int remaining() {
    return cut ? 0 : end - in.readerIndex();
  }

  int uint8(int ifMissing) {
    return has(1) ? in.readUnsignedByte() : ifMissing;
  }

  int uint16(int ifMissing) {
    return has(2) ? in.readUnsignedShortLE() : ifMissing;
  }

  int int32(int ifMissing) {
    return has(4) ? in.readIntLE() : ifMissing;
  }

  long uint32(long ifMissing) {
    return has(4) ? in.readUnsignedIntLE() : ifMissing;
  }

  /** The text of a fixed field: up to the first NUL, the end of the field or of the body. */
  String text(int width) {
    int available = Math.min(width, remaining());
    int start = in.readerIndex();
    int nul = in.indexOf(start, start + available, (byte) 0);
    String text = text(start, nul < 0 ? available : nul - start);
    in.skipBytes(available);
    return text;
  }

  /** The text of a field as long as its text: up to and over the next NUL, if that is near. */
  String terminated(int maxWidth) {
    int start = in.readerIndex();
    int nul = in.indexOf(start, start + Math.min(maxWidth + 1, remaining()), (byte) 0);
    int length = nul < 0 ? Math.min(maxWidth, remaining()) : nul - start;
    String text = text(start, length);
    in.skipBytes(nul < 0 ? length : length + 1);
    return text;
  }

  /** A fixed field of any bytes, filled with zeros where the body ends early. */
  Octets octets(int width) {
    return Octets.read(in, Math.min(width, remaining()), width);
  }

  /** At most {@code count} elements, as many as the body has bytes for. */
  <T> List<T> list(int count, int width, Function<Body, T> element) {
    int size = Math.min(Math.max(count, 0), remaining() / width);
    var elements = new ArrayList<T>(size);
    for (int i = 0; i < size; i++) {
      elements.add(element.apply(this));
    }
    return elements;
  }

  /** Passes over what a peer leaves unused. */
  void skip(int width) {
    in.skipBytes(Math.max(0, Math.min(width, remaining())));
  }

  /** Everything that no field took; the body is at its end afterwards. */
  Octets rest() {
    int length = end - in.readerIndex();
    return Octets.read(in, length, length);
  }

  private String text(int start, int length) {
    return length == 0 ? "" : in.toString(start, length, ISO_8859_1);
  }

  private boolean has(int width) {
    cut |= end - in.readerIndex() < width;
    return !cut;
  }
}
