package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import io.kald.probe.lab.Await;
import io.kald.probe.lab.Commands;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** 19: the disk of the journal is full for a while. */
final class DiskFull implements Scenario {
  private static final int PORT = 8080;
  private static final Duration SOON = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Override
  public Row row() {
    return new Row(
        "19",
        "the disk of the journal is full, then has room again",
        "probes and states go on; lines that cannot be written are counted; no second file is begun;"
            + " then a line `lost` with how many",
        "`lost` within 3 s of the room; lines found + lost = lines there were",
        "peer; packets of lines that were lost have no line");
  }

  /** The journal's directory becomes a small disk. */
  @Override
  public Runnable prepare(Path dir) {
    Path journal = Host.directory(Host.directory(dir, "kald"), "journal");
    String disk = journal.toString();
    Commands.run(List.of("mount", "-t", "tmpfs", "-o", "size=4m,mode=0777", "tmpfs", disk));
    return () -> Commands.run(List.of("umount", "-l", disk));
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Running nginx = Peers.nginx(peer, PORT);
    stage.tcp("web", peer, PORT);
    stage.icmp("echo", peer);
    stage.begin();
    Host home = stage.home();
    String fill = home.dir() + "/journal/fill";
    home.shell("head -c 1G /dev/zero >" + fill + " 2>/dev/null || true");
    Await.value("lines are lost", () -> lost(stage), lines -> lines > 0);
    nginx.signal("KILL");
    awaitState(stage, "down");
    Peers.nginx(peer, PORT);
    awaitState(stage, "alive");
    assertThat(home.shell("ls " + home.dir() + "/journal").lines())
        .as("not one empty file a second")
        .containsExactlyInAnyOrder("fill", "kald.lock", journalFile(home));
    Fault room = stage.fault(() -> home.run("rm", fill));
    JournalEntry told =
        stage
            .kald()
            .journal()
            .await("a line that tells of lost ones", PATIENCE, e -> e.event().equals("lost"));
    stage.measure("lost", told, room, new Window(Duration.ZERO, SOON));
    stage.awaitProbes("web", 3);
    stage.finishWithLosses();
  }

  private static String journalFile(Host home) {
    return home.shell("cd " + home.dir() + "/journal && ls kald-*.jsonl").strip();
  }

  private static long lost(Stage stage) {
    return stage.kald().scrape().sum("kald_journal_lines_lost_total", "");
  }

  /** The journal cannot say it now; the metrics can. */
  private static void awaitState(Stage stage, String state) {
    String series = "kald_service_state{service=\"web\",state=\"%s\"}".formatted(state);
    Await.value(series, () -> stage.kald().scrape().value(series), value -> value == 1);
  }
}
