package io.kald.probe.icmp;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/** Calls that only tests make. */
final class TestLibc {
  static {
    Native.register(TestLibc.class, Platform.C_LIBRARY_NAME);
  }

  private TestLibc() {}

  static native int capget(long header, long data);

  static native int capset(long header, long data);
}
