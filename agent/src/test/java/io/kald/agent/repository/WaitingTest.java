package io.kald.agent.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Tests wait for conditions with {@code Await}, which has a deadline and says what it waited for.
 */
class WaitingTest {
  private static final Pattern PAUSE =
      Pattern.compile(
          "onSpinWait\\(|parkNanos\\(|Thread\\.sleep\\(|\\.sleep\\(\\d|nanoTime\\(\\) - (?:end|deadline)");

  /** Where time itself is what is tested: a process that is stopped, a client that is slow. */
  private static final Set<String> OTHERS =
      Set.of(
          "Await.java",
          "DaemonTest.java",
          "HttpServerTest.java",
          "CucmFaultsTest.java",
          "ProbeLoop.java",
          "WaitingTest.java");

  @Test
  void shouldWaitInOneWay() {
    assertThat(Repository.texts().stream().filter(WaitingTest::ofTests))
        .isNotEmpty()
        .noneMatch(file -> PAUSE.matcher(Repository.read(file)).find());
  }

  private static boolean ofTests(Path file) {
    String path = file.toString();
    return path.contains("/src/test/java/")
        && path.endsWith(".java")
        && !OTHERS.contains(file.getFileName().toString());
  }
}
