package io.kald.probe.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Kernel variables of the calling thread's network namespace. */
final class Sysctl {
  /** There is no such variable: not compiled in, not loaded, or not to be seen from here. */
  static final long NONE = -1;

  private static final Path NET = Path.of("/proc/sys/net");

  private Sysctl() {}

  /**
   * The number a variable has, or {@link #NONE}.
   *
   * @param name below {@code net}, as a path: {@code ipv4/ip_forward}
   */
  static long number(String name) {
    // The kernel gives the whole value to one read, and nothing to a second.
    try {
      List<String> lines = Files.readAllLines(NET.resolve(name), StandardCharsets.US_ASCII);
      return lines.isEmpty() ? NONE : Long.parseLong(lines.get(0).strip());
    } catch (IOException | NumberFormatException e) {
      return NONE;
    }
  }
}
