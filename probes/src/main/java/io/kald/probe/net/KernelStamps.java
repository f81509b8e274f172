package io.kald.probe.net;

/**
 * Keeps the kernel stamping what it receives. Linux begins to do so for all sockets when the first
 * one wants it, and a little later than that: until then a packet is dated when it is read, which a
 * busy process does late. So one socket wants it from the start of the loops on.
 */
final class KernelStamps implements AutoCloseable {
  private static final int NONE = -1;

  // state
  private int fd;

  private KernelStamps(int fd) {
    this.fd = fd;
  }

  /** Wants them, where there is a libc; what cannot be had is done without. */
  static KernelStamps want() {
    if (!Libc.available()) {
      return new KernelStamps(NONE);
    }
    KernelStamps wanted =
        new KernelStamps(Libc.socket(Libc.AF_INET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0));
    OffHeap one = OffHeap.of(Integer.BYTES);
    one.buffer().putInt(0, 1);
    if (wanted.fd != NONE
        && Libc.setsockopt(
                wanted.fd, Libc.SOL_SOCKET, Libc.SO_TIMESTAMPNS, one.address(), one.bytes())
            != 0) {
      wanted.close();
    }
    return wanted;
  }

  /** The socket, or -1. */
  int fd() {
    return fd;
  }

  @Override
  public void close() {
    if (fd != NONE) {
      Libc.close(fd);
      fd = NONE;
    }
  }
}
