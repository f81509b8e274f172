package io.kald.probe.icmp;

import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;

/**
 * How many packets the kernel could not queue for a socket. A probe whose answer may have been
 * among them is no evidence against its target. A raw socket of IPv6 counts replies with a wrong
 * checksum in the same place, to whatever process. These leave nothing to read behind, while a full
 * buffer does.
 */
final class KernelDrops {
  private static final int SO_MEMINFO = 55;
  // linux/sock_diag.h: nine u32, the last is SK_MEMINFO_DROPS.
  private static final int MEMINFO_BYTES = 36;
  private static final int BUFFER_AT = 4;
  private static final int DROPS_AT = 32;

  // The longest packet, with what the kernel needs for its fragments.
  private static final int MOST_BYTES_EACH = 1 << 17;

  // deps
  private final int fd;
  private final IcmpCounters counters;

  // state
  private final OffHeap memory = OffHeap.of(MEMINFO_BYTES + Integer.BYTES);
  private int count;
  private int overflows;
  private int fills; // so many packets at least fill the buffer
  private boolean wasFull; // perhaps

  KernelDrops(int fd, IcmpCounters counters) {
    this.fd = fd;
    this.counters = counters;
    ask();
  }

  /** How many of them found the receive buffer full. */
  int overflows() {
    return overflows;
  }

  /** Reads what the last packet of a batch says of those dropped before it; most say nothing. */
  void note(ReceiveBatch batch, int i) {
    wasFull |= i + 1 >= fills;
    int at = batch.control(i, Libc.SOL_SOCKET, Libc.SO_RXQ_OVFL);
    if (at >= 0) {
      become(batch.structs().getInt(at));
    }
  }

  /** Asks the kernel; all that waited has been read. */
  void ask() {
    memory.buffer().putInt(MEMINFO_BYTES, MEMINFO_BYTES);
    long address = memory.address();
    if (Libc.getsockopt(fd, Libc.SOL_SOCKET, SO_MEMINFO, address, address + MEMINFO_BYTES) == 0) {
      become(memory.buffer().getInt(DROPS_AT));
      int packets = memory.buffer().getInt(BUFFER_AT) / MOST_BYTES_EACH;
      fills = Math.min(ReceiveBatch.MOST, Math.max(1, packets));
      wasFull = false;
    }
  }

  // A packet may carry an older count than one that was asked for since.
  private void become(int now) {
    if (now - count > 0) {
      counters.kernelDrops.add(now - count);
      overflows += wasFull ? now - count : 0;
      count = now;
    }
  }
}
