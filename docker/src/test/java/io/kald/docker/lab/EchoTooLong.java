package io.kald.docker.lab;

/** 27b: kald's own interface carries less than an echo is long. */
final class EchoTooLong implements Scenario {
  @Override
  public Row row() {
    return new Row(
        "27b",
        "the MTU of kald's own interface becomes smaller than the echoes of 500 targets, half of them"
            + " with `dont-fragment`",
        "`not-probed` `message-too-long`; each ALIVE all along; answered when the MTU is right",
        "not-probed within F+T, answered within F",
        "nowhere: answers are dropped at kald's host");
  }

  @Override
  public void play(Stage stage) {
    ManyTargets.host(stage);
    ManyTargets many = new ManyTargets(stage);
    many.add(ManyTargets.COUNT / 2, "type: icmp, payload: 1400, dont-fragment: true");
    many.add(ManyTargets.COUNT / 2, "type: icmp, payload: 1400");
    stage.begin();
    many.awaitAlive();
    Fault small = stage.fault(() -> mtu(stage, 1000));
    many.awaitOutcome("not-probed", "message-too-long", small);
    stage.awaitProbes("beside", 5);
    Fault right = stage.fault(() -> mtu(stage, 1500));
    many.awaitOutcome("answered", "", right);
    many.onlyAlive();
    stage.finish();
  }

  private static void mtu(Stage stage, int bytes) {
    stage.home().run("ip", "link", "set", "eth0", "mtu", Integer.toString(bytes));
  }
}
