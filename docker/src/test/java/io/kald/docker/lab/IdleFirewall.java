package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** 12: a firewall forgets connections that are idle, and drops what comes of them later. */
final class IdleFirewall implements Scenario {
  private static final int WEB = 8080;
  private static final int STORE = 6379;
  private static final Duration FORGETS = Duration.ofSeconds(3);
  private static final Duration RESOLUTION = Duration.ofMillis(250);
  private static final Pattern DEAD = Pattern.compile("\"dead\":([0-9.]+)");

  @Override
  public Row row() {
    return new Row(
        "12",
        "a firewall on the way forgets connections that are idle for 3 s (nftables, conntrack; nginx, Redis)",
        "`kald probe idle` finds it: `silent` after 3 s; keepalives, whose connections are short, stay ALIVE",
        "found to 0.25 s, its resolution",
        "peer");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Host router = stage.path("router", peer);
    Peers.nginx(peer, WEB);
    Peers.redis(peer, STORE, 128);
    stage.tcp("rst", peer, WEB);
    stage.tcp("fin", peer, WEB, "tcp-close: fin");
    stage.icmp("echo", peer);
    stage.begin();
    router.filter(
        "firewall",
        """
        ct timeout short {
          protocol tcp
          l3proto ip
          policy = { established : %d }
        }
        chain way {
          type filter hook forward priority 0
          ip protocol tcp ct state new tcp flags & (syn | ack) != syn drop
          ip protocol tcp ct timeout set "short"
        }
        """
            .formatted(FORGETS.toSeconds()));
    stage.measured().add(found(stage.home(), peer));
    stage.finish();
  }

  private static Measured found(Host home, Host peer) {
    List<String> words = new ArrayList<>(home.kald());
    words.addAll(
        List.of("probe", "idle", peer.address() + ":" + STORE, "--max", "8s", "--output", "json"));
    words.addAll(List.of("--resolution", RESOLUTION.toMillis() + "ms"));
    Result result = home.ask(words.toArray(String[]::new));
    String summary = result.output().lines().reduce("", (before, line) -> line);
    assertThat(result.code()).as(result.output()).isEqualTo(1);
    assertThat(summary).contains("\"fate\":\"silent\"");
    Matcher dead = DEAD.matcher(summary);
    assertThat(dead.find()).as(summary).isTrue();
    Duration after = Duration.ofMillis(Math.round(1000 * Double.parseDouble(dead.group(1))));
    Window window =
        new Window(FORGETS.minus(RESOLUTION), FORGETS.plus(RESOLUTION).plus(RESOLUTION));
    Measured measured = new Measured("an idle connection found dead", after, window);
    assertThat(window.holds(after)).as("%s: %s", measured, result.output()).isTrue();
    return measured;
  }
}
