package io.kald.probe.lab;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/** The libc calls only tests need. */
public final class Kernel {
  private static final int CLONE_NEWNET = 0x4000_0000;
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int RLIMIT_NOFILE = 7;

  static {
    Native.register(Kernel.class, Platform.C_LIBRARY_NAME);
  }

  private Kernel() {}

  private static native int open(String path, int flags);

  private static native int close(int fd);

  private static native int setns(int fd, int type);

  private static native int setrlimit(int resource, long[] softAndHard);

  /** Moves the calling thread into a network namespace for good. */
  static void enterNetwork(String path) {
    int fd = open(path, O_RDONLY_CLOEXEC);
    int failed = fd < 0 ? fd : setns(fd, CLONE_NEWNET);
    if (fd >= 0) {
      close(fd);
    }
    if (failed != 0) {
      throw new IllegalStateException("setns " + path + ": errno " + Native.getLastError());
    }
  }

  /** Sets this process' limit of descriptors. */
  public static void descriptorLimit(long soft, long hard) {
    if (setrlimit(RLIMIT_NOFILE, new long[] {soft, hard}) != 0) {
      throw new IllegalStateException("setrlimit: errno " + Native.getLastError());
    }
  }
}
