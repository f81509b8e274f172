package io.kald.probe.net;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Zeroed memory outside the heap, for libc; lives as long as this object is reachable. */
public final class OffHeap {
  private final ByteBuffer buffer;
  private final long address;

  private OffHeap(ByteBuffer buffer) {
    this.buffer = buffer.order(ByteOrder.nativeOrder());
    this.address = Pointer.nativeValue(Native.getDirectBufferPointer(buffer));
  }

  /** Memory of that many bytes, aligned for any structure. */
  public static OffHeap of(int bytes) {
    return new OffHeap(ByteBuffer.allocateDirect(bytes));
  }

  /** A C string. */
  public static OffHeap ofString(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    OffHeap memory = of(bytes.length + 1);
    memory.buffer.put(0, bytes);
    return memory;
  }

  /** Its bytes in native order; use absolute reads and writes. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Where it starts, as libc wants it. */
  public long address() {
    return address;
  }

  /** How many bytes it has. */
  public int bytes() {
    return buffer.capacity();
  }
}
