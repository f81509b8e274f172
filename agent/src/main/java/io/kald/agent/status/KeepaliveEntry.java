package io.kald.agent.status;

import io.kald.probe.FactKey;
import io.kald.probe.Keepalive;
import io.kald.probe.Monitored;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Service;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.event.ProbeEvent.Probed;
import io.kald.probe.keepalive.Standing;
import io.kald.probe.keepalive.State;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A probe stream and what came of it. Confined to its board's lock.
 *
 * <p>An answer that follows an answer moves numbers only. A reference written into each of a
 * hundred thousand old objects every few seconds makes the collector walk through all of them.
 */
final class KeepaliveEntry {
  // state
  final Strip strip = new Strip();
  List<ServiceEntry> services = List.of();
  Monitored monitored;
  Standing standing = Standing.UNKNOWN;
  @Nullable Result lastFailure;
  String address = "";
  private long answered;
  private long failed;
  private long notProbed;
  private long skipped;
  private long failuresInRow;
  private long synRetransmits;
  private @Nullable ProbeOutcome lastOutcome; // null: answered, after lastRttNanos
  private long lastRttNanos;
  private String lastDetail = "";
  private long lastAtNanos;
  private long lastDelayNanos;
  private int lastSourcePort;

  KeepaliveEntry(Monitored monitored) {
    this.monitored = monitored;
  }

  /** Takes a result; returns it when it is a failure or was not probed. */
  @Nullable Result probed(Probed event, char letter) {
    remember(event.result());
    if (!address.equals(event.result().address())) {
      address = event.result().address();
    }
    if (!standing.equals(event.standing())) {
      standing = event.standing();
    }
    strip.add(letter, standing.word(), lastRttNanos);
    switch (letter) {
      case Strip.ANSWERED -> {
        answered++;
        failuresInRow = 0;
        return null;
      }
      case Strip.NOT_PROBED -> {
        notProbed++;
        failuresInRow += localFailuresCount() ? 1 : 0;
      }
      default -> {
        failed++;
        failuresInRow++;
      }
    }
    lastFailure = last();
    return lastFailure;
  }

  private boolean localFailuresCount() {
    return monitored instanceof Keepalive keepalive && keepalive.rule().localFailuresCount();
  }

  private void remember(ProbeResult result) {
    lastRttNanos = result.outcome().rttNanosOr(-1);
    lastAtNanos = result.endNanos();
    lastDelayNanos = result.delayNanos();
    lastSourcePort = result.sourcePort();
    synRetransmits += result.facts().count(FactKey.SYN_RETRANSMITS);
    lastDetail = result.detail();
    if (lastRttNanos < 0) {
      lastOutcome = result.outcome();
    } else if (lastOutcome != null) {
      lastOutcome = null;
    }
  }

  /** The newest result, null before the first. */
  @Nullable Result last() {
    if (answered + failed + notProbed == 0) {
      return null;
    }
    ProbeOutcome outcome = lastOutcome == null ? new Answered(lastRttNanos) : lastOutcome;
    return new Result(lastAtNanos, lastDelayNanos, lastSourcePort, outcome, lastDetail);
  }

  void skipped(long count) {
    skipped += count;
    strip.add(Strip.SKIPPED, standing.word(), -1);
  }

  ServiceView.Counts counts() {
    return new ServiceView.Counts(
        answered, failed, notProbed, skipped, failuresInRow, synRetransmits);
  }

  /**
   * Takes over what is configured, with what is known of it now.
   *
   * @param known finds a service's entry by name, also that of another stream; null: there is none
   * @return the services, new entries and kept ones
   */
  List<ServiceEntry> configure(Configured event, Function<String, @Nullable ServiceEntry> known) {
    monitored = event.monitored();
    standing = event.standing();
    failuresInRow = standing.state() == State.SUSPENDED ? 0 : failuresInRow;
    List<ServiceEntry> wanted = new ArrayList<>(monitored.services().size());
    for (Service service : monitored.services()) {
      ServiceEntry before = known.apply(service.name());
      ServiceEntry entry =
          before != null && before.stream == this
              ? before
              : new ServiceEntry(this, service, before, event.atNanos());
      entry.configure(service, event.atNanos());
      wanted.add(entry);
    }
    services = List.copyOf(wanted);
    return services;
  }

  /** The part of a result that is shown. */
  record Result(
      long atNanos, long delayNanos, int sourcePort, ProbeOutcome outcome, String detail) {
    LastProbe view(WallTime wall) {
      String reason = outcome.reasonLabel();
      return new LastProbe(
          wall.at(atNanos),
          outcome.word(),
          reason,
          detail,
          outcome.rttNanosOr(-1),
          sourcePort,
          delayNanos);
    }
  }
}
