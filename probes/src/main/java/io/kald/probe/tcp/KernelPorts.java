package io.kald.probe.tcp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many source ports the kernel has to choose from, in the calling thread's network. */
final class KernelPorts {
  /** What IANA calls ephemeral; where Linux is not, nobody says. */
  private static final String ELSEWHERE = "49152 65535";

  private static final Path RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final Path RESERVED = Path.of("/proc/sys/net/ipv4/ip_local_reserved_ports");

  /** Room for a list of every other port. */
  private static final int MAX_BYTES = 1 << 18;

  private KernelPorts() {}

  /** Ports of net.ipv4.ip_local_port_range that are not reserved. */
  static int count() {
    return count(read(RANGE, ELSEWHERE), read(RESERVED, ""));
  }

  /**
   * Counts.
   *
   * @param range as {@code 32768 60999}
   * @param reserved as {@code 8080,40000-40100}, or empty
   */
  static int count(String range, String reserved) {
    String[] ends = range.strip().split("\\s+", -1);
    int first = Integer.parseInt(ends[0]);
    int last = Integer.parseInt(ends[1]);
    int count = last - first + 1;
    if (reserved.isBlank()) {
      return count;
    }
    for (String part : reserved.strip().split(",", -1)) {
      int dash = part.indexOf('-');
      int from = Math.max(first, Integer.parseInt(dash < 0 ? part : part.substring(0, dash)));
      int to = Math.min(last, Integer.parseInt(part.substring(dash + 1)));
      count -= Math.max(0, to - from + 1);
    }
    return count;
  }

  static String read(Path file, String ifMissing) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = new byte[MAX_BYTES];
      int read = in.read(bytes); // all at once: the kernel ends such a file after the first read
      return new String(bytes, 0, Math.max(0, read), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return ifMissing; // Not Linux, or a container that hides it: a budget is not worth failing
      // for.
    }
  }
}
