package io.kald.docker.lab;

/** 27a: the routing table of kald's own host forbids the way to 500 targets. */
final class RouteForbids implements Scenario {
  private static final int PORT = 8080;

  @Override
  public Row row() {
    return new Row(
        "27a",
        "the routing table of kald's host has a blackhole, a prohibit and an unreachable route for 500"
            + " targets (TCP and echoes)",
        "`not-probed` `no-route`; each ALIVE all along; answered when the route is right",
        "not-probed within F, answered within F",
        "nowhere: nothing leaves");
  }

  @Override
  public void play(Stage stage) {
    Host load = ManyTargets.host(stage);
    Peers.nginx(load, PORT);
    ManyTargets many = new ManyTargets(stage);
    many.add(ManyTargets.COUNT / 2, "type: tcp, port: " + PORT);
    many.add(ManyTargets.COUNT / 2, "type: icmp");
    stage.begin();
    many.awaitAlive();
    for (String kind : new String[] {"blackhole", "prohibit", "unreachable"}) {
      Fault forbidden = stage.fault(() -> route(stage, kind));
      many.awaitOutcome("not-probed", "no-route", forbidden);
    }
    Fault right = stage.fault(() -> route(stage, "unicast", "via", load.address()));
    many.awaitOutcome("answered", "", right);
    many.onlyAlive();
    stage.finish();
  }

  private static void route(Stage stage, String kind, String... way) {
    String words = "ip route replace " + kind + " " + ManyTargets.NETWORK;
    stage.home().shell(words + " " + String.join(" ", way));
  }
}
