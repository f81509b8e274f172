package io.kald.probe.icmp;

import io.kald.probe.host.LastAnswer;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Room for what one {@code recvmmsg} brings: packets, who sent them, and the kernel's remarks. */
final class ReceiveBatch {
  /** How many packets one call brings at most. */
  static final int MOST = 64;

  private static final int ADDRESS_BYTES = 32;
  private static final int CONTROL_BYTES = 200;
  // An IPv4 header with all options, the ICMP header and the key; the kernel cuts off the rest.
  private static final int PACKET_BYTES = 96;

  private final int size;
  private final int addressesAt;
  private final int controlsAt;
  private final int packetsAt;
  private final OffHeap memory;
  private final ByteBuffer structs;
  private final ByteBuffer packets;

  ReceiveBatch(int size) {
    this.size = size;
    int vectorsAt = size * Libc.MMSGHDR_BYTES;
    this.addressesAt = vectorsAt + size * Libc.IOVEC_BYTES;
    this.controlsAt = addressesAt + size * ADDRESS_BYTES;
    this.packetsAt = controlsAt + size * CONTROL_BYTES;
    this.memory = OffHeap.of(packetsAt + size * PACKET_BYTES);
    this.structs = memory.buffer();
    this.packets = structs.duplicate().order(ByteOrder.BIG_ENDIAN);
    for (int i = 0; i < size; i++) {
      int header = i * Libc.MMSGHDR_BYTES;
      int vector = vectorsAt + i * Libc.IOVEC_BYTES;
      structs.putLong(header, memory.address() + addressAt(i));
      structs.putLong(header + 16, memory.address() + vector);
      structs.putLong(header + 24, 1);
      structs.putLong(header + 32, memory.address() + controlAt(i));
      structs.putLong(vector, memory.address() + packetAt(i));
      structs.putLong(vector + 8, PACKET_BYTES);
      rewind(i);
    }
  }

  /** Reads without waiting, over what was there; returns how many came, or -1. */
  int receive(int fd, int flags) {
    return Libc.recvmmsg(fd, memory.address(), size, flags | Libc.MSG_DONTWAIT, 0);
  }

  /** Makes room {@code i} ready again: the kernel has written over its lengths. */
  void rewind(int i) {
    int header = i * Libc.MMSGHDR_BYTES;
    structs.putInt(header + 8, ADDRESS_BYTES);
    structs.putLong(header + 40, CONTROL_BYTES);
  }

  /** All memory in native order, for sockaddrs and control messages. */
  ByteBuffer structs() {
    return structs;
  }

  /** All memory, big-endian, for packets. */
  ByteBuffer packets() {
    return packets;
  }

  int packetAt(int i) {
    return packetsAt + i * PACKET_BYTES;
  }

  /** How many bytes of packet {@code i} were kept. */
  int packetBytes(int i) {
    return structs.getInt(i * Libc.MMSGHDR_BYTES + Libc.MSGHDR_BYTES);
  }

  /** Where the sockaddr that came with packet {@code i} starts. */
  int addressAt(int i) {
    return addressesAt + i * ADDRESS_BYTES;
  }

  private int controlAt(int i) {
    return controlsAt + i * CONTROL_BYTES;
  }

  /** Where the data of packet {@code i}'s control message of that kind starts, or -1. */
  int control(int i, int level, int type) {
    int at = controlAt(i);
    long end = at + Math.min(CONTROL_BYTES, structs.getLong(i * Libc.MMSGHDR_BYTES + 40));
    while (at + Libc.CMSGHDR_BYTES <= end) {
      long length = structs.getLong(at);
      if (length < Libc.CMSGHDR_BYTES || length > end - at) {
        return -1;
      }
      if (structs.getInt(at + 8) == level && structs.getInt(at + 12) == type) {
        return at + Libc.CMSGHDR_BYTES;
      }
      at += (int) (length + 7) & ~7;
    }
    return -1;
  }

  /** Notes to which of this machine's addresses packet {@code i} came, as far as that is known. */
  void cameTo(int i, IcmpVersion version, LastAnswer last) {
    int at = control(i, version.ipLevel, version.packetInfo);
    if (at >= 0) {
      if (version == IcmpVersion.V4) { // struct in_pktinfo {int index; in_addr local; in_addr to}
        last.sentFrom(0, structs.getInt(at + 8) & 0xffff_ffffL);
      } else { // struct in6_pktinfo {in6_addr to; int index}
        last.sentFrom(structs.getLong(at), structs.getLong(at + 8));
      }
    }
  }

  /** The kernel's receive stamp of packet {@code i}, nanoseconds since 1970, or 0. */
  long stampEpochNanos(int i) {
    int at = control(i, Libc.SOL_SOCKET, Libc.SO_TIMESTAMPNS);
    return at < 0 ? 0 : structs.getLong(at) * 1_000_000_000L + structs.getLong(at + 8);
  }
}
