package io.kald.probe.tcp;

import java.nio.file.Path;

/**
 * When Linux sends a SYN again, and how it is made to stop after so many times. TCP_SYNCNT alone
 * does not: where net.ipv4.tcp_syn_linear_timeouts is set (Linux 6.5, by default 4) a count of 1
 * gives two or more. TCP_USER_TIMEOUT ends the attempt ahead of the SYN that would be one too many.
 * Pure but for {@link #linear()}.
 */
final class SynTimes {
  private static final Path LINEAR = Path.of("/proc/sys/net/ipv4/tcp_syn_linear_timeouts");
  private static final int SECOND_MILLIS = 1_000;
  private static final int MARGIN_MILLIS = 50;

  private SynTimes() {}

  /** How many SYNs follow each other in a second before the distance doubles; 0 on Linux < 6.5. */
  static int linear() {
    return Integer.parseInt(KernelPorts.read(LINEAR, "0").strip());
  }

  /**
   * TCP_USER_TIMEOUT, in milliseconds, of an attempt that sends its SYN again at most so often.
   *
   * @param retries 1 to 6
   * @param linear as the kernel has it
   */
  static int userTimeoutMillis(int retries, int linear) {
    int millis = 0;
    int gap = SECOND_MILLIS;
    for (int again = 1; again <= retries + 1; again++) {
      gap = again <= linear + 1 ? SECOND_MILLIS : gap * 2;
      millis += gap;
    }
    return millis - MARGIN_MILLIS;
  }
}
