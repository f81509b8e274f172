package io.kald.agent.audit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All an audit found.
 *
 * @param fromNanos first packet, nanoseconds since 1970
 * @param toNanos last packet
 * @param streams streams that are keepalives, or all of them where one rule judges all
 * @param ignored streams that are no keepalives
 * @param phones links of phones
 * @param findings kept findings in the order of time
 * @param counts how many findings of each rule, by stream, shown or not
 * @param paired what the journal says beside the wire; null without a journal
 * @param leftOut probes and messages beyond what is kept in memory
 * @param unseen keepalives of the configuration the capture does not show
 * @param mixed streams that several keepalives of the configuration may have sent: not judged
 */
public record AuditReport(
    CaptureFacts capture,
    long fromNanos,
    long toNanos,
    List<StreamReport> streams,
    int ignored,
    List<SccpSummary> phones,
    List<Finding> findings,
    Map<String, Map<RuleId, Integer>> counts,
    @Nullable Paired paired,
    long leftOut,
    List<String> unseen,
    List<String> mixed) {
  /** Whether there was anything that could conform or deviate. */
  public boolean judged() {
    return !streams.isEmpty()
        || !phones.isEmpty()
        || !findings.isEmpty()
        || (paired != null && paired.claims() > 0);
  }

  /** Whether nothing was found. */
  public boolean conforms() {
    return findings.isEmpty();
  }
}
