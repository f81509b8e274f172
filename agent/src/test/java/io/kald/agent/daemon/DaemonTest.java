package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.agent.store.JournalReader;
import io.kald.probe.lab.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a process: started, signalled, reloaded, stopped and killed. */
@Tag("slow")
class DaemonTest {
  private final Path dir;

  DaemonTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void shouldStopCleanlyWithACompleteJournalWhenTerminated() throws Exception {
    try (ServerSocket server = listen();
        KaldProcess kald = KaldProcess.run(config(service("web", server.getLocalPort())))) {
      awaitJournal(line -> line.contains("\"to\":\"alive\""));
      kald.signal("TERM");
      assertThat(kald.exitCode()).isZero();
      List<String> journal = KaldProcess.journal(journalDir());
      assertThat(journal.get(0)).contains("\"event\":\"start\"");
      assertThat(journal.get(journal.size() - 1)).contains("\"event\":\"stop\"", "SIGTERM");
      assertThat(journal).allSatisfy(line -> assertThat(line).startsWith("{").endsWith("}"));
    }
  }

  @Test
  void shouldLeaveAJournalThatCanBeReadWhenKilled() throws Exception {
    try (ServerSocket server = listen();
        KaldProcess kald = KaldProcess.run(config(service("web", server.getLocalPort())))) {
      awaitJournal(line -> line.contains("\"to\":\"alive\""));
      kald.signal("KILL");
      assertThat(kald.exitCode()).isNotZero();
      List<String> lines = new ArrayList<>();
      try (Stream<Path> files = Files.list(journalDir())) {
        for (Path file : files.toList()) {
          JournalReader.read(file, lines::add);
        }
      }
      assertThat(lines).isNotEmpty().allSatisfy(line -> assertThat(line).endsWith("}"));
    }
  }

  @Test
  void shouldCountSlotsItSleptThroughAndCallNothingDownWhenStoppedAndContinued() throws Exception {
    try (ServerSocket server = listen();
        KaldProcess kald = KaldProcess.run(config(service("web", server.getLocalPort())))) {
      awaitJournal(line -> line.contains("\"to\":\"alive\""));
      kald.signal("STOP");
      // The stop itself is the thing tested: nothing can be waited for while the process is
      // stopped.
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
      kald.signal("CONT");
      awaitJournal(line -> line.contains("\"event\":\"skipped\""));
      kald.signal("TERM");
      assertThat(kald.exitCode()).isZero();
      assertThat(KaldProcess.journal(journalDir()))
          .noneMatch(line -> line.contains("\"to\":\"dying\"") || line.contains("\"to\":\"down\""));
    }
  }

  /** Nothing but what is written down for people knows the time of day. */
  @Test
  void shouldKeepItsRhythmWhenTheClockIsSetBackAnHourAndForwardAgain() throws Exception {
    Optional<Path> library = fakeTime();
    assumeTrue(library.isPresent(), "not run: needs Debian's package faketime");
    Path clock = Files.writeString(dir.resolve("clock"), "+0");
    try (ServerSocket server = listen();
        KaldProcess kald =
            KaldProcess.run(
                config(service("web", server.getLocalPort())),
                "env",
                "LD_PRELOAD=" + library.get(),
                "FAKETIME_TIMESTAMP_FILE=" + clock,
                "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                // Else each timed wait of the JVM ends at once, and every thread that waits spins.
                "FAKETIME_FORCE_MONOTONIC_FIX=0")) {
      awaitJournal(line -> line.contains("\"to\":\"alive\""));
      for (String set : List.of("-3600", "+3600")) {
        Files.writeString(clock, set);
        Instant moment = Instant.now().plusSeconds(Long.parseLong(set));
        awaitProbes(10, line -> Duration.between(at(line), moment).abs().toMinutes() < 10);
      }
      kald.signal("TERM");
      assertThat(kald.exitCode()).isZero();
    }
    List<String> journal = KaldProcess.journal(journalDir());
    assertThat(journal).noneMatch(line -> line.matches(".*\"to\":\"(dying|down)\".*"));
    List<Long> due =
        journal.stream().filter(l -> l.contains("\"due_mono\":")).map(l -> due(l)).toList();
    assertThat(due).isSorted();
    // A machine under load may skip some slots; an hour of them is 18,000.
    assertThat(due.get(due.size() - 1) - due.get(0)).isLessThan(TimeUnit.MINUTES.toNanos(5));
  }

  @Test
  void shouldReloadWithoutDisturbingWhatIsUnchangedAndRefuseABadFile() throws Exception {
    try (ServerSocket server = listen()) {
      Path file = config(service("web", server.getLocalPort()));
      try (KaldProcess kald = KaldProcess.run(file)) {
        awaitJournal(line -> line.contains("\"to\":\"alive\""));
        config(service("web", server.getLocalPort()), service("more", server.getLocalPort()));
        kald.signal("HUP");
        assertThat(kald.await("configuration reloaded"))
            .contains("added=1", "changed=0", "removed=0", "unchanged=1 services=2 keepalives=2");
        Files.writeString(file, "services:\n  - nme: web\n");
        kald.signal("HUP");
        assertThat(kald.await("configuration not reloaded")).contains("running=unchanged");
        int before = KaldProcess.journal(journalDir()).size();
        Await.value(
            "six more lines",
            () -> KaldProcess.journal(journalDir()).size(),
            size -> size > before + 5);
        assertThat(KaldProcess.journal(journalDir()).stream())
            .filteredOn(line -> line.contains("\"to\":\"alive\"") && line.contains("\"web\""))
            .hasSize(1);
      }
    }
  }

  @Test
  void shouldWarnOfWhatNeedsARestartAsLongAsItIsNotWhatRuns() throws Exception {
    try (ServerSocket server = listen()) {
      Path file = config(service("web", server.getLocalPort()));
      String first = Files.readString(file);
      try (KaldProcess kald = KaldProcess.run(file)) {
        Files.writeString(file, first + "metrics: {per-service: state}\n");
        for (int i = 0; i < 2; i++) {
          kald.signal("HUP");
          assertThat(kald.await("takes effect|configuration reloaded"))
              .contains("metrics has changed and takes effect at the next start");
          kald.await("configuration reloaded");
        }
        Files.writeString(file, first);
        kald.signal("HUP");
        assertThat(kald.await("takes effect|configuration reloaded")).contains("reloaded");
        Files.delete(file);
        kald.signal("HUP");
        assertThat(kald.await("no such file")).contains("kald.yaml: no such file");
      }
    }
  }

  @Test
  void shouldRunTheQuickstartOnAnyFreePort() throws Exception {
    try (KaldProcess kald =
        KaldProcess.start(
            List.of(), "quickstart", "--for", "20s", "--admin.listen", "127.0.0.1:0")) {
      String page = kald.await("http://").replaceFirst(".*(http://\\S+).*", "$1");
      assertThat(page).doesNotContain(":0/");
      kald.await("kald-admin: UNKNOWN -> ALIVE");
      assertThat(ask(page, "GET")).startsWith("200 ");
    }
  }

  @Test
  void shouldShowAPhoneThatLeavesAHungNodeAndGoesBackInTheQuickstart() throws Exception {
    try (KaldProcess kald =
        KaldProcess.start(
            List.of(), "quickstart", "--for", "60s", "--admin.listen", "127.0.0.1:0")) {
      kald.await("desk-phone: registered with 127.0.0.1:\\d+ after");
      String left = kald.await("phone desk-phone: left ");
      Matcher nodes =
          Pattern.compile("left (\\S+), which left KeepAlives unanswered .*registered with (\\S+);")
              .matcher(left);
      assertThat(nodes.find()).as(left).isTrue();
      assertThat(nodes.group(1)).isNotEqualTo(nodes.group(2));
      Matcher noticed = Pattern.compile("noticed after (\\d+\\.\\d) s").matcher(left);
      assertThat(noticed.find()).as(left).isTrue();
      assertThat(Double.parseDouble(noticed.group(1)))
          .as("three KeepAlives due a second apart, less what the first one was late by")
          .isGreaterThan(2);
      kald.await("went back from " + nodes.group(2) + " to " + nodes.group(1));
    }
  }

  @Test
  void shouldProbeWithoutTheNativeTransportAndSayWhatIsMissing() throws Exception {
    try (ServerSocket server = listen()) {
      Path file =
          config(
              service("web", server.getLocalPort()),
              "  - {name: echo, host: 127.0.0.1, frequency: 200ms, retryperiod: 200ms}\n",
              "engine: {transport: nio}\n");
      try (KaldProcess kald = KaldProcess.start(List.of(), "run", "--config.file", "" + file)) {
        kald.await("transport: ICMP probes cannot be sent");
        awaitJournal(line -> line.contains("\"to\":\"alive\"") && line.contains("\"web\""));
        awaitJournal(line -> line.contains("\"echo\"") && line.contains("not-permitted"));
        kald.signal("TERM");
        assertThat(kald.exitCode()).isZero();
        assertThat(KaldProcess.journal(journalDir()))
            .noneMatch(line -> line.contains("\"to\":\"down\""));
      }
    }
  }

  @Test
  void shouldRefuseABadConfigurationWithEveryMistakeAndExitCodeOne() throws Exception {
    Path file = dir.resolve("bad.yaml");
    Files.writeString(file, "services:\n  - name: a\n    hots: 127.0.0.1\n    frequency: never\n");
    try (KaldProcess kald = KaldProcess.start(List.of(), "run", "--config.file", file.toString())) {
      kald.await("bad.yaml:3:\\d+: services\\[0\\].hots: .*host");
      kald.await("bad.yaml:4:\\d+: services\\[0\\].frequency: ");
      kald.await("is not valid");
      assertThat(kald.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void shouldSayThatAFileIsNotThereAndExitWithTwo() throws Exception {
    try (KaldProcess kald =
        KaldProcess.start(List.of(), "run", "--config.file", dir.resolve("none.yaml").toString())) {
      kald.await("none.yaml: no such file");
      assertThat(kald.exitCode()).isEqualTo(2);
    }
  }

  private static String ask(String address, String method) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(30))
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  private static Optional<Path> fakeTime() throws IOException {
    try (Stream<Path> files =
        Files.find(
            Path.of("/usr/lib"), 3, (file, is) -> file.endsWith("faketime/libfaketime.so.1"))) {
      return files.findAny();
    }
  }

  private static Instant at(String line) {
    return Instant.parse(line.replaceFirst(".*\"at\":\"([^\"]+)\".*", "$1"));
  }

  private static long due(String line) {
    return Long.parseLong(line.replaceFirst(".*\"due_mono\":(-?\\d+).*", "$1"));
  }

  /** Waits until that many probes that fit are in the journal. */
  private void awaitProbes(int count, Predicate<String> fits) {
    Await.value(
        count + " probes",
        () -> KaldProcess.journalSoFar(journalDir()),
        lines ->
            lines.stream().filter(line -> line.contains("\"due_mono\":")).filter(fits).count()
                >= count);
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private Path journalDir() {
    return dir.resolve("journal");
  }

  private Path config(String... services) throws IOException {
    Path file = dir.resolve("kald.yaml");
    Files.writeString(
        file,
        "web: {listen: '127.0.0.1:0'}\njournal: {directory: journal}\nservices:\n"
            + String.join("", services));
    return file;
  }

  private static String service(String name, int port) {
    return "  - {name: "
        + name
        + ", type: tcp, host: 127.0.0.1, port: "
        + port
        + ", frequency: 200ms, retryperiod: 200ms}\n";
  }

  private void awaitJournal(Predicate<String> wanted) {
    Await.value(
        "a line of the journal",
        () -> KaldProcess.journalSoFar(journalDir()),
        lines -> lines.stream().anyMatch(wanted));
  }
}
