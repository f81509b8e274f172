package io.kald.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal on a disk of 64 kB, in a process with mounts of its own. */
class JournalDiskFullTest {
  private final Path directory;

  JournalDiskFullTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void shouldSurviveAFullDiskAndTellWhatWasLost() throws Exception {
    assumeTrue(canMount(), "not run: needs root and unshare to mount a small disk");

    List<String> said =
        run(
            "mount -t tmpfs -o size=64k tmpfs "
                + directory
                + " && exec "
                + System.getProperty("java.home")
                + "/bin/java -cp '"
                + System.getProperty("java.class.path")
                + "' "
                + JournalOnSmallDisk.class.getName()
                + " "
                + directory);

    assertThat(said)
        .containsSubsequence(
            "lines are lost: true",
            "every line whole: true",
            "one file: true",
            "works again: true",
            "lost lines told: true",
            "nothing else lost: true");
  }

  private boolean canMount() throws IOException, InterruptedException {
    return Files.isExecutable(Path.of("/usr/bin/unshare"))
        && run("mount -t tmpfs -o size=64k tmpfs " + directory + " && echo mounted")
            .contains("mounted");
  }

  private static List<String> run(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("unshare", "-m", "sh", "-c", command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said.lines().toList();
  }
}
