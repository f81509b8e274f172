package io.kald.docker.lab;

import java.util.List;

/** 10: a server accepts, says that it is full, and closes. */
final class ClosesAtOnce implements Scenario {
  private static final int PORT = 2121;
  private static final int PROBES = 5;
  private static final List<String> CLOSES = List.of("rst", "fin", "half-open");

  @Override
  public Row row() {
    return new Row(
        "10",
        "a server accepts and closes at once (vsftpd at its limit of clients: 421)",
        "nothing: a handshake is the answer that was asked for; every way to close stays ALIVE",
        "over 5 probes each",
        "peer");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Peers.vsftpd(peer, PORT);
    CLOSES.forEach(close -> stage.tcp(close, peer, PORT, "tcp-close: " + close));
    stage.begin();
    Running client =
        peer.start(
            "client",
            "bash",
            "-c",
            """
            until exec 3<>/dev/tcp/127.0.0.1/%d && read -r -u 3 hello && [[ $hello == 220* ]]; do
              sleep 0.1
            done
            echo taken
            sleep infinity
            """
                .formatted(PORT));
    client.await("taken");
    CLOSES.forEach(close -> stage.awaitProbes(close, PROBES));
    client.signal("KILL");
    CLOSES.forEach(close -> stage.awaitProbes(close, 1));
    stage.finish();
  }
}
