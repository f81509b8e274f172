package io.kald.probe.icmp;

import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Room for the packets of one {@code sendmmsg}: laid out once, then only keys are written. */
final class SendBatch {
  /**
   * All packets of a call get the time of its beginning. With 64 the last ones' round trips seemed
   * up to 0.3 ms longer than they were, and an echo cost as much.
   */
  static final int SIZE = 16;

  private static final int ADDRESS_BYTES = 32;
  // The largest payload, its header, and the next multiple of eight.
  private static final int PACKET_BYTES = 1480;
  private static final int VECTORS_AT = SIZE * Libc.MMSGHDR_BYTES;
  private static final int ADDRESSES_AT = VECTORS_AT + SIZE * Libc.IOVEC_BYTES;
  private static final int PACKETS_AT = ADDRESSES_AT + SIZE * ADDRESS_BYTES;

  private final OffHeap memory = OffHeap.of(PACKETS_AT + SIZE * PACKET_BYTES);
  private final ByteBuffer structs = memory.buffer();
  private final ByteBuffer packets = structs.duplicate().order(ByteOrder.BIG_ENDIAN);

  SendBatch() {
    for (int i = 0; i < SIZE; i++) {
      int header = i * Libc.MMSGHDR_BYTES;
      int vector = VECTORS_AT + i * Libc.IOVEC_BYTES;
      structs.putLong(header, memory.address() + addressAt(i));
      structs.putLong(header + 16, memory.address() + vector);
      structs.putLong(header + 24, 1);
      structs.putLong(vector, memory.address() + packetAt(i));
    }
  }

  private static int addressAt(int i) {
    return ADDRESSES_AT + i * ADDRESS_BYTES;
  }

  /** Where packet {@code i} starts in {@link #packets}. */
  int packetAt(int i) {
    return PACKETS_AT + i * PACKET_BYTES;
  }

  /** All memory, big-endian. */
  ByteBuffer packets() {
    return packets;
  }

  /** Addresses packet {@code i} and sets its length. */
  void address(int i, Target target, int packetBytes) {
    int length = target.writeTo(structs, addressAt(i));
    structs.putInt(i * Libc.MMSGHDR_BYTES + 8, length);
    structs.putLong(VECTORS_AT + i * Libc.IOVEC_BYTES + 8, packetBytes);
  }

  /** Sends packets from {@code first} up to {@code end}; returns how many left, or -1. */
  int send(int fd, int first, int end) {
    long headers = memory.address() + (long) first * Libc.MMSGHDR_BYTES;
    return Libc.sendmmsg(fd, headers, end - first, 0);
  }
}
