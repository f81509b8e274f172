package io.kald.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A journal on a disk of 64 kB, in a process with mounts of its own. */
@Tag("slow")
class JournalDiskFullTest {
  private final Path directory;

  JournalDiskFullTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void shouldSurviveAFullDiskAndTellWhatWasLost() throws Exception {
    assumeTrue(canMount(), "not run: needs root and unshare to mount a small disk");

    List<String> said = run(mounted("size=64k") + java(JournalOnSmallDisk.class));

    assertThat(said)
        .containsSubsequence(
            "lines are lost: true",
            "every line whole: true",
            "one file: true",
            "works again: true",
            "lost lines told: true",
            "nothing else lost: true");
  }

  /** What passes is no file system without locks: the lock is taken as soon as that can be. */
  @ParameterizedTest
  @CsvSource({
    "'mount -o remount,ro %s', 'mount -o remount,rw %s'",
    "'touch %1$s/1 %1$s/2 %1$s/3; ! touch %1$s/4', 'rm %1$s/[1-3]'",
    "'mkdir %s/kald.lock', 'rmdir %s/kald.lock'"
  })
  void shouldTakeTheLockAsSoonAsItCan(String fault, String end) throws Exception {
    assumeTrue(canMount(), "not run: needs root and unshare to mount a small disk");

    List<String> said =
        run(
            mounted("size=640k,nr_inodes=4")
                + java(JournalWithoutLock.class)
                + " '"
                + String.format(fault, directory)
                + "' '"
                + String.format(end, directory)
                + "'");

    assertThat(said)
        .containsSubsequence(
            "lines are lost: true",
            "works again: true",
            "second refused: true",
            "lost lines told: true",
            "lock left: true");
  }

  @ParameterizedTest
  @CsvSource({
    "No locks available, true",
    "Operation not supported, true",
    "Function not implemented, true",
    "Read-only file system, false",
    "Too many open files, false",
    "Input/output error, false",
  })
  void shouldGiveTheLockUpOnlyWhereThereAreNone(String error, boolean none) {
    assertThat(JournalLock.hasNone(new IOException(error))).isEqualTo(none);
  }

  private String mounted(String options) {
    return "mount -t tmpfs -o " + options + " tmpfs " + directory + " && exec ";
  }

  private String java(Class<?> main) {
    return System.getProperty("java.home")
        + "/bin/java -cp '"
        + System.getProperty("java.class.path")
        + "' "
        + main.getName()
        + " "
        + directory;
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
