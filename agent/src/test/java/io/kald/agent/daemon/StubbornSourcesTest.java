package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.lab.Await;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The daemon as a process, with files that do not answer or do not fit, and a log that nobody
 * reads.
 */
@Tag("slow")
class StubbornSourcesTest {
  private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(8);

  private final Path dir;

  StubbornSourcesTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void shouldGoOnWhenTheConfigurationDoesNotFitInMemory() throws Exception {
    try (ServerSocket server = listen()) {
      Path file = config(server);
      String good = Files.readString(file);
      try (KaldProcess kald =
          KaldProcess.start("-Xmx64m", List.of(), "run", "--config.file", file.toString())) {
        kald.await("msg=\"ready:");
        fill(file, good, "- {name: s%d, host: 192.0.2.1}\n", 200_000);
        kald.signal("HUP");
        assertThat(kald.await("cannot be read")).contains("MiB of memory", "KALD_JAVA_OPTS=-Xmx2g");
        kald.await("configuration not reloaded.*running=unchanged");
        // No memory helps where the size itself is too large.
        lengthen(file, (64L << 20) + 1);
        kald.signal("HUP");
        assertThat(kald.await("larger than 64MiB")).contains("1:1").doesNotContain("Xmx");
        kald.await("configuration not reloaded.*running=unchanged");
        // What takes more than files usually do comes to the end of memory while it is read.
        fill(file, good, "- [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q]\n", 25_000);
        kald.signal("HUP");
        kald.await("configuration not reloaded.*running=unchanged");
        awaitMoreProbes();
        Files.writeString(file, good);
        kald.signal("HUP");
        kald.await("configuration reloaded: added=0 changed=0 removed=0 unchanged=1");
        kald.signal("TERM");
        assertThat(kald.exitCode()).isZero();
      }
    }
    assertThat(KaldProcess.journal(dir.resolve("journal")))
        .noneMatch(line -> line.contains("\"to\":\"dying\""));
  }

  @Test
  void shouldRefuseAPipeThatNobodyWritesToAndReloadAgainAfterwards() throws Exception {
    try (ServerSocket server = listen()) {
      Path file = config(server);
      String good = Files.readString(file);
      try (KaldProcess kald = KaldProcess.run(file)) {
        replaceByPipe(file);
        kald.signal("HUP");
        kald.await("kald.yaml cannot be read: it does not answer within 10 s");
        kald.await("configuration not reloaded.*running=unchanged");
        Files.delete(file);
        Files.createDirectory(file);
        kald.signal("HUP");
        kald.await("kald.yaml cannot be read: Is a directory");
        Files.delete(file);
        Files.writeString(file, good);
        kald.signal("HUP");
        kald.await("configuration reloaded");
        awaitMoreProbes();
      }
    }
  }

  @Test
  void shouldReloadWhenItIsReadyForASignalThatCameBefore() throws Exception {
    Path file = dir.resolve("pipe.yaml");
    replaceByPipe(file);
    try (ServerSocket server = listen();
        KaldProcess kald = KaldProcess.start(List.of(), "run", "--config.file", file.toString())) {
      String good = Files.readString(config(server));
      // The pipe can be written to when kald reads it.
      try (Writer pipe = Files.newBufferedWriter(file)) {
        kald.signal("HUP");
        Files.delete(file);
        Files.writeString(file, good);
        pipe.write(good);
      }
      kald.await("msg=\"ready:");
      kald.await("configuration reloaded: added=0 changed=0 removed=0 unchanged=1");
      kald.signal("TERM");
      assertThat(kald.exitCode()).isZero();
    }
  }

  @Test
  void shouldStopAtOnceWhileTheConfigurationDoesNotAnswer() throws Exception {
    try (ServerSocket server = listen()) {
      Path file = config(server);
      try (KaldProcess kald = KaldProcess.run(file)) {
        replaceByPipe(file);
        kald.signal("HUP");
        kald.signal("HUP");
        awaitThread(kald, "kald-config");
        long begun = System.nanoTime();
        kald.signal("TERM");
        assertThat(kald.exitCode()).isZero();
        assertThat(System.nanoTime() - begun).isLessThan(STOP_NANOS);
      }
    }
  }

  @Test
  void shouldSayWhichFileDoesNotAnswerAtItsStart() throws Exception {
    Path file = dir.resolve("kald.yaml");
    replaceByPipe(file);
    try (KaldProcess kald = KaldProcess.start(List.of(), "check", file.toString())) {
      kald.await("kald.yaml cannot be read: it does not answer within 10 s");
      assertThat(kald.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void shouldProbeReloadAndStopWhenNobodyReadsItsLog() throws Exception {
    Path pipe = dir.resolve("stderr");
    pipe(pipe);
    try (ServerSocket server = listen()) {
      Path file = config(server);
      // Opened for reading as well, so the pipe is open, and full after 64 kB.
      List<String> prefix = List.of("sh", "-c", "exec \"$@\" 2<>\"" + pipe + "\"", "sh");
      try (KaldProcess kald =
          KaldProcess.start(prefix, "run", "--config.file", "" + file, "--log.level", "trace")) {
        for (int i = 0; i < 20; i++) {
          awaitMoreProbes();
          kald.signal("HUP");
        }
        awaitMoreProbes();
        long begun = System.nanoTime();
        kald.signal("TERM");
        assertThat(kald.exitCode()).isZero();
        assertThat(System.nanoTime() - begun).isLessThan(STOP_NANOS);
      }
    }
    List<String> journal = KaldProcess.journal(dir.resolve("journal"));
    assertThat(journal.stream().filter(line -> line.contains("\"event\":\"reload\"")))
        .isNotEmpty()
        .allMatch(line -> line.contains("\"ok\":true"));
    assertThat(journal.get(journal.size() - 1)).contains("\"event\":\"stop\"");
  }

  @Test
  void shouldRefuseTheJournalOfAnother() throws Exception {
    try (ServerSocket server = listen()) {
      Path file = config(server);
      try (KaldProcess first = KaldProcess.run(file);
          KaldProcess second =
              KaldProcess.start(List.of(), "run", "--config.file", file.toString())) {
        second.await("another kald writes its journal into .*journal; give each its own");
        assertThat(second.exitCode()).isEqualTo(3);
        awaitMoreProbes();
        first.signal("KILL");
        assertThat(first.exitCode()).isNotZero();
      }
      try (KaldProcess third = KaldProcess.run(file)) {
        awaitMoreProbes();
        third.signal("TERM");
        assertThat(third.exitCode()).isZero();
      }
    }
  }

  @Test
  void shouldReportTheOtherThatHasTakenARemadeDirectory() throws Exception {
    try (ServerSocket server = listen();
        KaldProcess first = KaldProcess.run(config(server))) {
      awaitMoreProbes();
      first.signal("STOP");
      Files.move(dir.resolve("journal"), dir.resolve("moved"));
      try (KaldProcess second = KaldProcess.run(dir.resolve("kald.yaml"))) {
        awaitMoreProbes();
        first.signal("CONT");
        first.await(
            "journal .*journal: another kald writes its journal there; lines are lost until");
        second.signal("TERM");
        assertThat(second.exitCode()).isZero();
      }
      first.await("journal.*: works again");
      awaitMoreProbes();
    }
  }

  private static void lengthen(Path file, long length) throws IOException {
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(length);
    }
  }

  private static void fill(Path file, String first, String line, int count) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write(first);
      for (int i = 0; i < count; i++) {
        out.write(line.formatted(i));
      }
    }
  }

  private static void replaceByPipe(Path file) throws Exception {
    Files.deleteIfExists(file);
    pipe(file);
  }

  private static void pipe(Path file) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
  }

  /** Until one of the process's threads has that name. */
  private static void awaitThread(KaldProcess kald, String name) {
    Await.until(
        "the thread " + name,
        () -> {
          try (var threads = Files.list(Path.of("/proc", "" + kald.pid(), "task"))) {
            return threads.anyMatch(thread -> isNamed(thread, name));
          }
        });
  }

  private static boolean isNamed(Path thread, String name) {
    try {
      return Files.readString(thread.resolve("comm")).startsWith(name);
    } catch (IOException e) {
      // It has ended meanwhile.
      return false;
    }
  }

  /** The journal grows: it probes. */
  private void awaitMoreProbes() throws IOException {
    long before = probes();
    Await.value("three more probes", this::probes, now -> now >= before + 3);
  }

  private long probes() throws IOException {
    return KaldProcess.journalSoFar(dir.resolve("journal")).stream()
        .filter(l -> l.contains("\"due\":"))
        .count();
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private Path config(ServerSocket server) throws IOException {
    return Files.writeString(
        dir.resolve("kald.yaml"),
        "web: {listen: '127.0.0.1:0'}\njournal: {directory: journal}\nservices:\n"
            + "- {name: web, type: tcp, host: 127.0.0.1, port: "
            + server.getLocalPort()
            + ", frequency: 200ms, retryperiod: 200ms}\n");
  }
}
