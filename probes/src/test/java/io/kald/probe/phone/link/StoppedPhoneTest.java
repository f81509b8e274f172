package io.kald.probe.phone.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.PhoneTimers;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real nodes that close every connection while the phone's process is stopped. */
@Tag("slow")
final class StoppedPhoneTest {
  private static final long STOP = 20_000 * PhoneLab.MILLI;

  /** Long enough for a slow machine to stop while a KeepAlive is out. */
  private static final PhoneTimers UNHURRIED =
      new PhoneTimers(STOP, STOP, STOP, PhoneLab.MILLI, 3_000 * PhoneLab.MILLI, STOP);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldBlameNoNode(boolean reset) {
    try (ScriptedNode first = new ScriptedNode();
        ScriptedNode second = new ScriptedNode();
        PhoneLab lab = PhoneLab.timed(UNHURRIED, first, second).until("standby n1")) {
      first.hung = true; // A KeepAlive is out when the process is stopped.
      final int before = first.count("KeepAlive");
      lab.await(() -> first.count("KeepAlive") > before, "KeepAlive", 20);
      lab.whileStopped(
          STOP,
          () -> {
            end(first, reset);
            end(second, reset);
            first.hung = false;
          });
      lab.await(() -> first.count("Register") == 2, "another registration", 20);
      lab.await(() -> second.count("KeepAlive") > 0, "a KeepAlive to a new standby", 20);
      assertThat(lab.told).filteredOn("ALIVE"::equals).hasSize(1);
      assertThat(lab.told)
          .doesNotContain("DYING", "DOWN")
          .noneMatch(t -> t.startsWith("lost") || t.startsWith("failover"));
      assertThat(lab.probes)
          .extracting(probe -> probe.outcome())
          .noneMatch(ProbeOutcome.Rejected.class::isInstance)
          .anyMatch(
              outcome ->
                  outcome instanceof ProbeOutcome.NotProbed not
                      && not.reason() == Reason.STALLED
                      && not.detail().startsWith("this process was stopped for "));
    }
  }

  private static void end(ScriptedNode node, boolean reset) {
    try {
      node.end(reset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
