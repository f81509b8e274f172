package io.kald.agent.audit;

import io.kald.agent.flow.TcpExchange;
import io.kald.agent.flow.TcpExchange.Forgotten;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Connections that a device on the path forgot while they were idle (probes/CSS.md#idle-timers).
 */
final class IdleRules {
  private IdleRules() {}

  static void judge(List<TcpExchange> connections, Findings findings) {
    for (TcpExchange connection : connections) {
      Forgotten forgotten = connection.forgotten();
      if (forgotten != null) {
        findings.add(
            RuleId.IDLE_TIMEOUT_HIT,
            "tcp " + connection.client() + " > " + connection.server(),
            forgotten.resumed().atNanos(),
            LongStream.of(forgotten.quiet().frame(), forgotten.resumed().frame()).boxed().toList(),
            "idle for "
                + Span.text(forgotten.idleNanos())
                + "; the data that came then "
                + (forgotten.reset() ? "drew RST" : "was sent again and again and never answered")
                + ". kald flows tells which timers would do that, kald probe idle finds them");
      }
    }
  }
}
