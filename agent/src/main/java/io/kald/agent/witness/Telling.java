package io.kald.agent.witness;

import io.kald.agent.audit.Claim;
import io.kald.agent.audit.OnWire;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what came of each result and says in the log what is amiss, ten times a minute at most.
 */
final class Telling implements Verdicts {
  private static final Logger log = LoggerFactory.getLogger("io.kald.witness");
  private static final int LINES_A_MINUTE = 10;
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  // deps
  private final WitnessFigures figures;
  private final LongConsumer rttErrors;

  // state
  private long minute = Long.MIN_VALUE;
  private int lines;
  private long unsaid;

  /** {@code rttErrors} learns how far off each confirmed round-trip time is, in nanoseconds. */
  Telling(WitnessFigures figures, LongConsumer rttErrors) {
    this.figures = figures;
    this.rttErrors = rttErrors;
  }

  @Override
  public void confirmed(Claim claim, OnWire seen) {
    figures.addConfirmed();
    if (claim.rttNanos() >= 0 && seen.rttNanos() >= 0) {
      rttErrors.accept(Math.abs(claim.rttNanos() - seen.rttNanos()));
    }
  }

  @Override
  public void unresolved(Claim claim) {
    figures.addConfirmed();
  }

  @Override
  public void notOnWire(Claim claim) {
    figures.addNotOnWire();
    if (maySay(claim.sentNanos())) {
      log.warn(
          "not on the wire: keepalive={} kind={} target={} source-port={} outcome={}: kald says it"
              + " left, the capture shows no such packet; something on this machine holds it back",
          claim.keepalive(),
          claim.kind(),
          claim.asked(),
          claim.sourcePort(),
          claim.outcome());
    }
  }

  @Override
  public void differs(Claim claim, OnWire seen, String differs) {
    figures.addVerdictDiffers();
    if (maySay(claim.sentNanos())) {
      log.warn(
          "packets say otherwise: keepalive={} kind={} target={} source-port={}: {}",
          claim.keepalive(),
          claim.kind(),
          claim.asked(),
          claim.sourcePort(),
          differs);
    }
  }

  @Override
  public void unknown(Claim claim, String why) {
    figures.addUnknown();
    log.debug(
        "cannot be judged: keepalive={} kind={} target={} source-port={} outcome={}: {}",
        claim.keepalive(),
        claim.kind(),
        claim.asked(),
        claim.sourcePort(),
        claim.outcome(),
        why);
  }

  @Override
  public void unrecorded(ProbeKey key, OnWire seen) {
    figures.addUnrecorded();
    if (maySay(seen.sentNanos())) {
      log.warn(
          "not recorded: kind={} target={} source-port={}: a probe is on the wire of which there is"
              + " no result",
          key.kind(),
          key.target(),
          key.sourcePort());
    }
  }

  private boolean maySay(long atNanos) {
    long now = Math.floorDiv(atNanos, MINUTE);
    if (now != minute) {
      minute = now;
      lines = 0;
      if (unsaid > 0) {
        log.warn("{} more probes were not as the packets say; they are counted", unsaid);
        unsaid = 0;
      }
    }
    if (lines++ < LINES_A_MINUTE) {
      return true;
    }
    unsaid++;
    return false;
  }
}
