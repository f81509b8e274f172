package io.kald.docker.lab;

import io.kald.agent.store.JournalEntry;
import io.kald.docker.lab.Timing.How;

/** 8: a router on the way loses each second probe, and no two in a row. */
final class EverySecondLost implements Scenario {
  private static final int PORT = 8080;
  private static final int TIMES = 3;

  @Override
  public Row row() {
    return new Row(
        "8",
        "every second probe is lost on the way (nginx, and echoes)",
        "DYING `no answer in time`, ALIVE, over and over; never DOWN",
        "DYING within 2F+T, then ALIVE within R+T, DYING within F+T",
        "kald");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Host router = stage.path("router", peer);
    stage.captureAtKald(peer);
    Peers.nginx(peer, PORT);
    stage.tcp("web", peer, PORT);
    stage.icmp("echo", peer);
    stage.begin();
    halve(stage, router, "web", "tcp dport " + PORT + " tcp flags & (syn | ack) == syn");
    halve(stage, router, "echo", "icmp type echo-request");
    stage.finish();
  }

  private static void halve(Stage stage, Host router, String service, String packets) {
    Timing timing = stage.timing();
    Window dying = timing.dying(How.SILENT);
    Fault last =
        stage.fault(
            () ->
                router.filter(
                    "half",
                    """
                    chain way {
                      type filter hook forward priority 0
                      %s numgen inc mod 2 0 drop
                    }
                    """
                        .formatted(packets)));
    // The first one may come through.
    Window next = new Window(dying.least(), dying.most().plus(timing.frequency()));
    for (int i = 0; i < TIMES; i++) {
      JournalEntry lost =
          stage.expect(service, "dying", "1 failure: no answer in time", last, next);
      Window back = timing.back(How.SILENT);
      last = Fault.of(stage.expect(service, "alive", "answered", Fault.of(lost), back));
      next = dying;
    }
    router.unfilter("half");
  }
}
