package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.kald.agent.cli.Cli;
import io.kald.agent.cli.Console;
import io.kald.probe.lab.Netns;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the quickstart keeps of its own sample, laid side by side as it advises. */
@Tag("slow")
class QuickstartWitnessTest {
  private final Path dir;

  QuickstartWitnessTest(@TempDir Path dir) {
    this.dir = dir;
  }

  /** Long enough for the node that hangs: the phone goes to the other, and back. */
  @Test
  void shouldLeaveNoDifferenceBetweenJournalAndPackets() throws Exception {
    Netns.assumeUsable("ip");
    try (Netns apart = Netns.create()) {
      List<String> prefix = List.of("ip", "netns", "exec", apart.name());
      try (KaldProcess kald =
          KaldProcess.start(prefix, "quickstart", "--witness", dir.toString(), "--for", "22s")) {
        assertThat(kald.await("witness: ended"))
            .contains("not-on-wire=0", "verdict-differs=0", "dropped-packets=0");
        kald.await("kald audit ");
        assertThat(kald.exitCode()).isZero();
      }
    }
    Map<String, Long> paired = audited();
    assertThat(paired.get("confirmed")).isGreaterThan(60);
    assertThat(paired.get("unknown")).as("at the ends of the capture").isLessThan(3);
    assertThat(paired)
        .containsEntry("not_on_wire", 0L)
        .containsEntry("verdict_differs", 0L)
        .containsEntry("time_differs", 0L)
        .containsEntry("unrecorded", 0L);
  }

  /** The numbers of the audit's part about the journal. */
  private Map<String, Long> audited() throws IOException {
    StringWriter out = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(out), false);
    String journal = dir.resolve("journal").toString();
    new Cli(new Wired(), console)
        .execute("audit", capture().toString(), "--journal", journal, "-o", "json");
    Map<String, Long> numbers = new TreeMap<>();
    try (JsonParser json = new JsonFactory().createParser(out.toString())) {
      boolean inside = false;
      while (json.nextToken() != null) {
        inside |= "journal".equals(json.currentName());
        if (inside && json.currentToken().isNumeric()) {
          numbers.putIfAbsent(json.currentName(), json.getNumberValue().longValue());
        }
      }
    }
    return numbers;
  }

  private Path capture() throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }
}
