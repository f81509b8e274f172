package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.lab.Await;
import java.time.Duration;

/** 31: somebody rotates the journal's file as logrotate does with {@code create}, three times. */
final class LogRotated implements Scenario {
  private static final int PORT = 8080;
  private static final int TIMES = 3;
  private static final Duration SOON = Duration.ofSeconds(3);

  @Override
  public Row row() {
    return new Row(
        "31",
        "the journal's file is moved and made anew (what logrotate does with `create`), three times",
        "nothing of any service; lines go on in the file that is there now, none is lost or written"
            + " twice",
        "the next line within 3 s in the new file",
        "peer");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Peers.nginx(peer, PORT);
    stage.tcp("web", peer, PORT);
    stage.icmp("echo", peer);
    stage.begin();
    Host home = stage.home();
    for (int turn = 1; turn <= TIMES; turn++) {
      String name = written(home);
      assertThat(name).as("one file that is written to").doesNotContain("\n");
      // A name between the others, so that the order of names stays that of lines.
      String moved = name.replace("Z.jsonl", "Z." + turn + ".jsonl");
      home.shell(
          "cd "
              + home.dir()
              + "/journal && mode=$(stat -c %%a %1$s) owner=$(stat -c %%u:%%g %1$s) && mv %1$s %2$s"
                  .formatted(name, moved)
              + " && : >%1$s && chown $owner %1$s && chmod $mode %1$s".formatted(name));
      Await.value(
          "lines in a file that is not the one moved away",
          SOON,
          () -> written(home),
          written -> !written.isEmpty());
    }
    stage.awaitProbes("web", 3);
    stage.finish();
  }

  /**
   * The file with lines that was not moved. It has another name when kald looked between the move
   * and the making anew: then the one that was made anew stays empty.
   */
  private static String written(Host home) {
    return home.shell("cd " + home.dir() + "/journal && find . -name 'kald-*Z.jsonl' -size +0")
        .strip();
  }
}
