package io.kald.agent.store;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Whole lines that wait to be written. Confined to the journal's thread. */
final class LineBuffer extends OutputStream {
  private static final int INITIAL = 16 * 1024;

  private byte[] bytes = new byte[INITIAL];
  private int size;

  @Override
  public void write(int b) {
    room(1);
    bytes[size++] = (byte) b;
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    room(length);
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  int size() {
    return size;
  }

  /** Forgets everything after the first {@code length} bytes. */
  void cut(int length) {
    size = length;
  }

  /** Forgets the first {@code length} bytes. */
  void drop(int length) {
    System.arraycopy(bytes, length, bytes, 0, size - length);
    size -= length;
  }

  /** How many lines there are. */
  int lines() {
    int lines = 0;
    for (int i = 0; i < size; i++) {
      lines += bytes[i] == '\n' ? 1 : 0;
    }
    return lines;
  }

  /** Length of the whole lines within the first {@code length} bytes. */
  int wholeLines(int length) {
    int end = length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  ByteBuffer content() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  private void room(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
