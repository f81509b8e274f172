package io.kald.agent.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the operating system says of this process. */
final class ProcessFigures {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private ProcessFigures() {}

  static double cpuSeconds() {
    Optional<Duration> used = ProcessHandle.current().info().totalCpuDuration();
    return used.map(Duration::toMillis).orElse(0L) / 1e3;
  }

  static OptionalLong residentBytes() {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(RESIDENT))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException e) {
      // The page is worth more than this one line of it.
      return OptionalLong.empty();
    }
  }
}
