package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.lab.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * 26n: the cable of kald's own host is pulled while a phone is registered with one of two call
 * managers behind it, neither of which is to blame.
 */
final class PhoneCutOff implements Scenario {
  private static final String PHONE = "desk";
  private static final int FIRST = 2000;
  private static final int SECOND = 2001;

  /** An attempt that is under way when the cable is back, and the wait after it. */
  private static final Window REGISTERED = new Window(Duration.ZERO, Duration.ofSeconds(8));

  @Override
  public Row row() {
    return new Row(
        "26n",
        "the cable of kald's host is pulled; a phone with two call managers behind it",
        "the phone's KeepAlives and attempts `not-probed` `no-carrier`; DYING `this machine: no-carrier`,"
            + " never DOWN; no failover, no failed registration; ALIVE when the cable is back",
        "DYING in the time of 20c; ALIVE within 8 s: an attempt, 5 s, and the wait after it, 2 s",
        "nowhere: what is not probed has no packet to be held against");
  }

  @Override
  public void play(Stage stage) {
    Uplink uplink = Uplink.of(stage.home());
    callManagers(stage.home(), uplink);
    stage.phone(PHONE, List.of(Uplink.GATEWAY + ":" + FIRST, Uplink.GATEWAY + ":" + SECOND));
    stage.begin();
    stage.awaitProbes(PHONE, 2);
    Fault pulled = stage.fault(() -> uplink.cable(false));
    stage.expect(PHONE, "dying", "this machine: no-carrier", pulled, PhoneTiming.normal());
    awaitAttempts(stage);
    Fault back = stage.fault(() -> uplink.cable(true));
    stage.expect(PHONE, "alive", "registered with .*", back, REGISTERED);
    for (String event : List.of("sccp-registration-failed", "sccp-failover", "sccp-lost")) {
      assertThat(stage.kald().journal().entries(event)).isEmpty();
    }
    stage.finish();
  }

  /** More than there are call managers: each would have been a failure of one. */
  private static void awaitAttempts(Stage stage) {
    Await.value(
        "attempts that are not probed",
        () ->
            stage.kald().journal().entries("probe").stream()
                .filter(entry -> entry.text("keepalive").equals(PHONE))
                .filter(entry -> entry.text("outcome").equals("not-probed"))
                .map(entry -> entry.text("reason"))
                .toList(),
        reasons -> reasons.size() > 5 && reasons.stream().allMatch("no-carrier"::equals));
  }

  private static void callManagers(Host home, Uplink uplink) {
    List<String> words = new ArrayList<>(uplink.inside());
    words.addAll(home.kald());
    words.addAll(List.of("simulate", "cucm", "--keepalive", CallManager.KEEPALIVE + "s"));
    for (int port : new int[] {FIRST, SECOND}) {
      words.addAll(List.of("--node", Uplink.GATEWAY + ":" + port));
    }
    home.start("cucm", words.toArray(String[]::new));
    home.awaitPort(uplink.inside(), SECOND);
  }
}
