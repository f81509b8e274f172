package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of processes leave behind when a process is not what they hope for. */
@Tag("slow")
class KaldProcessTest {
  private final Path dir;

  KaldProcessTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void shouldSayItsOutputAtOnceWhenItEndsInsteadOfBecomingReady() throws Exception {
    Path file = Files.writeString(dir.resolve("bad.yaml"), "services:\n  - nme: web\n");
    assertThatThrownBy(() -> KaldProcess.run(file))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no line with")
        .hasMessageContaining("bad.yaml:2:5: services[0].nme: ");
  }

  @Test
  void shouldStopWhatDoesNotBecomeReady() throws Exception {
    Path pids = dir.resolve("pids");
    String never = "sleep 300 & echo $$ $! >" + pids + "; echo words of it; wait";
    assertThatThrownBy(() -> KaldProcess.run(Duration.ofSeconds(2), dir, "sh", "-c", never, "sh"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("words of it");
    for (String pid : Files.readString(pids).strip().split(" ", -1)) {
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(left -> left.onExit().join());
      assertThat(ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }
}
