package io.kald.agent.audit;

/**
 * The journal beside the wire.
 *
 * @param claims probes the journal tells of within the capture's time
 * @param confirmed those whose packets were found, with the same outcome and at the same time
 * @param notOnWire those whose packets are missing
 * @param unknown those that cannot be judged: the capture lost packets, or begins or ends too near
 * @param timeDiffers those that were found at another time
 * @param verdictDiffers those with another outcome
 * @param unrecorded probes on the wire without a line
 * @param unreadable lines of the journal that cannot be read
 * @param sentP50Nanos how far the journal's time of sending is off the packet's, half of them
 * @param sentP99Nanos the same, 99 of 100
 * @param rttP50Nanos how far the journal's round-trip time is off the packets', half of them
 * @param rttP99Nanos the same, 99 of 100
 */
public record Paired(
    long claims,
    long confirmed,
    long notOnWire,
    long unknown,
    long timeDiffers,
    long verdictDiffers,
    long unrecorded,
    long unreadable,
    long sentP50Nanos,
    long sentP99Nanos,
    long rttP50Nanos,
    long rttP99Nanos) {
  /** Whether the journal and the wire tell the same. */
  public boolean agrees() {
    return notOnWire + timeDiffers + verdictDiffers + unrecorded == 0;
  }
}
