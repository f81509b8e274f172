package io.kald.docker.lab;

import io.kald.agent.store.JournalEntry;
import java.time.Duration;
import java.util.stream.IntStream;

/** 29b: names that no name server answers hold up no other. */
final class NamesStall implements Scenario {
  private static final int PORT = 8080;
  private static final int STALLED = 32;
  private static final String NAME = "app.lab";
  private static final Duration RESOLVED = Duration.ofSeconds(1);
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  /** Answers one name with the address in a file, and no other name at all. */
  private static final String SERVER =
      """
      import socket, struct, sys
      sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      sock.bind(('127.0.0.1', 53))
      print('answers', flush=True)
      while True:
          query, client = sock.recvfrom(2000)
          labels, at = [], 12
          while query[at]:
              labels.append(query[at + 1:at + 1 + query[at]].decode())
              at += 1 + query[at]
          kind = struct.unpack('!H', query[at + 1:at + 3])[0]
          if '.'.join(labels) != 'app.lab':
              continue
          address = socket.inet_aton(open(sys.argv[1]).read().strip())
          answer = b'\\xc0\\x0c' + struct.pack('!HHIH', 1, 1, 1, 4) + address if kind == 1 else b''
          head = query[:2] + struct.pack('!HHHHH', 0x8180, 1, 1 if answer else 0, 0, 0)
          sock.sendto(head + query[12:at + 5] + answer, client)
      """;

  @Override
  public Row row() {
    return new Row(
        "29b",
        STALLED
            + " services have names that the name server never answers, one has a good name; then the"
            + " good name moves to another server (nginx)",
        "the good one is ALIVE and follows its name; the others are `not-probed` `name-unresolved`",
        "ALIVE within 2 s of the start, the new address within resolve-every + 2 s",
        "each peer");
  }

  @Override
  public void play(Stage stage) {
    Host first = stage.peer("first");
    Host second = stage.peer("second");
    Peers.nginx(first, PORT);
    Peers.nginx(second, PORT);
    Host home = stage.home();
    home.etc("resolv.conf", "nameserver 127.0.0.1\n");
    home.etc("nsswitch.conf", "hosts: files dns\n");
    String address = home.write("address", first.address());
    String script = home.write("names.py", SERVER);
    home.start("names", "python3", script, address).await("answers");
    IntStream.range(0, STALLED)
        .forEach(i -> stage.unanswered("stalled/" + i, "n" + i + ".stall", PORT));
    stage.service("named", NAME, "type: tcp, port: " + PORT);
    stage.section("engine: {resolve-every: " + RESOLVED.toSeconds() + "s}");
    stage.begin();
    JournalEntry start = stage.kald().journal().entries("start").get(0);
    JournalEntry alive = stage.kald().journal().transitions("named").get(0);
    stage.measure("alive", alive, Fault.of(start), new Window(Duration.ZERO, AT_ONCE));
    Fault moved = stage.fault(() -> home.write("address", second.address()));
    JournalEntry there =
        stage
            .kald()
            .journal()
            .await(
                "a probe of the new address",
                RESOLVED.multipliedBy(10),
                e -> e.text("address").equals(second.address()));
    stage.measure(
        "new address probed", there, moved, new Window(Duration.ZERO, RESOLVED.plus(AT_ONCE)));
    stage.finish();
  }
}
