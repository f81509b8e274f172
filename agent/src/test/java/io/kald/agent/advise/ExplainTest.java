package io.kald.agent.advise;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.bus.Events;
import io.kald.agent.config.ConfigException;
import io.kald.agent.config.ConfigFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplainTest {
  private static final long SECOND = 1_000_000_000;
  private static final String PHONE =
      "phones: [{name: desk, device: SEP001122334455, nodes: [c1, c2], srst: r";

  @Test
  void shouldSayWhatEachFailureCostsUnderEachDetection() throws ConfigException {
    assertThat(explain(PHONE + "}]", 30 * SECOND, 0))
        .isEqualToNormalizingNewlines(
            """
            desk, SEP001122334455 at c1:2000, then c2:2000, at last r:2000
              In force: Normal, whose first interval follows the path; some are shown.
              A KeepAlive every 30.0 s, as its node asks; it leaves after 3 without KeepAliveAck.

                                              Normal    Normal    Normal   Delayed
              first interval                  200 ms    300 ms   1000 ms
              noticed at most after
                call control hangs           120.0 s   120.0 s   120.0 s   120.0 s
                the path breaks               36.0 s    39.1 s    60.2 s    65.8 s
                connection closed or reset   at once   at once   at once   at once
              without call control at most
                call control hangs           135.0 s   135.0 s   135.0 s   135.0 s
                the path breaks               51.0 s    54.1 s    75.2 s    80.8 s
                connection closed or reset    15.0 s    15.0 s    15.0 s    15.0 s

              The last three add 15.0 s, the most that connecting and registering with the next
              node may take; each further node that does not answer adds as much again. With a
              standby link that works it is a fraction of a second.
            """);
  }

  @Test
  void shouldShowOnlyDelayedToAPhoneWithoutAWire() throws ConfigException {
    assertThat(explain(PHONE + ", wireless: true}]", 30 * SECOND, 0))
        .contains("In force: Delayed, as the phone has no wire")
        .contains("the path breaks               65.8 s\n")
        .doesNotContain("Normal");
  }

  @Test
  void shouldKeepWithinThePhonesBoundsAndShowWhatIsLearned() throws ConfigException {
    String phone = PHONE + ", most-keepalive: 10s, missed-acks: 2, detect-failure: delayed}]";
    assertThat(explain(phone, 30 * SECOND, SECOND / 2))
        .contains("In force: Delayed, which is the same on every path.")
        .contains(
            "every 10.0 s, which is as near to the 30.0 s of its node as it may go; it leaves")
        .contains("first interval                  200 ms    300 ms    500 ms   1000 ms\n")
        .contains("call control hangs            30.0 s    30.0 s    30.0 s    30.0 s    30.0 s\n");
  }

  @Test
  void shouldSayHowManyPhonesThereAre() {
    StringWriter out = new StringWriter();
    Explain explain = new Explain(new PrintWriter(out, true), SECOND, 0);
    assertThat(explain.write(List.of())).isZero();
    assertThat(explain.write(List.of(Events.phone("a"), Events.phone("b")))).isEqualTo(2);
    assertThat(out.toString()).startsWith("a, b, 2 phones at 127.0.0.1:2000");
  }

  @Test
  void shouldExplainOnceForPhonesThatAreEqual() throws ConfigException {
    String yaml =
        """
        defaults: {nodes: c1}
        phones:
          - {name: floor, devices: "SEP0011223344[00-99]"}
          - {name: desk, device: SEP00112233AAAA, nodes: c2}
        """;
    assertThat(explain(yaml, 30 * SECOND, 0))
        .startsWith("floor-00, floor-01, floor-02 and 97 more, 100 phones at c1:2000\n")
        .containsOnlyOnce("\n\ndesk, SEP00112233AAAA at c2:2000\n")
        .containsOnlyOnce("100 phones");
  }

  private static String explain(String yaml, long askedNanos, long learnedNanos)
      throws ConfigException {
    StringWriter out = new StringWriter();
    new Explain(new PrintWriter(out, true), askedNanos, learnedNanos)
        .write(ConfigFile.parse("f", yaml, Map.of()).phones());
    return out.toString();
  }
}
