package io.kald.probe.tcp;

import io.kald.probe.kind.PortListener;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the source ports of one target whose probes fail while those of other ports succeed: the
 * stuck-port disease of CSCeg60264.
 *
 * <p>A failure speaks against its port only when the target was answering others around it: it
 * stands in a run of at most {@value #SHORT_RUN} failures with a success before and after. A longer
 * run speaks against the target and is forgotten. A port with {@value #STRIKES} or more such
 * failures and no success between them is quarantined once at least {@value #WITNESSES} successes
 * on other ports surround them, the other ports' rate of failure makes so many in a row less likely
 * than {@value #CHANCE}, and the share of ports that may be quarantined is not used up. A success
 * on the port releases it, and so does time. At most {@value #MAX_AILING} ports are remembered; the
 * one that failed longest ago is forgotten first.
 */
final class SourcePortHealth {
  static final int MAX_AILING = 64;
  private static final int SHORT_RUN = 3;
  private static final int STRIKES = 2;
  private static final int WITNESSES = 3;
  private static final double CHANCE = 0.01;

  // deps
  private final int maxQuarantined;
  private final long quarantineNanos;
  private final PortListener listener;

  // state
  private final List<Ailing> ailing = new ArrayList<>(0); // oldest failure first
  private final int[] run = new int[SHORT_RUN];
  private int runLength = SHORT_RUN + 1; // before the first success nothing speaks for the target
  private long successes;
  private long failures;

  /**
   * Starts with every port well.
   *
   * @param maxQuarantined how many ports may be quarantined at once, 0 to {@link #MAX_AILING}
   * @param quarantineNanos how long a port is avoided before it is tried again; {@link
   *     Long#MAX_VALUE} when ports cannot be avoided and so are tried anyway
   */
  SourcePortHealth(int maxQuarantined, long quarantineNanos, PortListener listener) {
    this.maxQuarantined = Math.min(maxQuarantined, MAX_AILING);
    this.quarantineNanos = quarantineNanos;
    this.listener = listener;
  }

  /** Whether the port is held to be ill at this time. */
  boolean quarantined(int port, long nowNanos) {
    release(nowNanos);
    Ailing entry = find(port);
    return entry != null && entry.quarantined;
  }

  /** How many ports are held to be ill at this time. */
  int quarantined(long nowNanos) {
    release(nowNanos);
    return countQuarantined();
  }

  /** How many ports are remembered for a failure. */
  int ailing() {
    return ailing.size();
  }

  /** A probe from the port was answered. */
  void succeeded(int port, long nowNanos) {
    successes++;
    if (runLength > 0) {
      judgeRun();
    }
    if (!ailing.isEmpty()) {
      heal(port);
      convict(nowNanos);
    }
  }

  /** A probe from the port, which is not quarantined, was rejected or not answered. */
  void failed(int port) {
    failures++;
    if (runLength < SHORT_RUN) {
      run[runLength] = port;
    }
    runLength = Math.min(runLength + 1, SHORT_RUN + 1);
  }

  private void judgeRun() {
    for (int i = 0; runLength <= SHORT_RUN && i < runLength; i++) {
      strike(run[i]);
    }
    runLength = 0;
  }

  private void strike(int port) {
    Ailing entry = find(port);
    if (entry == null) {
      if (ailing.size() == MAX_AILING) {
        forget(ailing.get(0));
      }
      // The success before the run and the one that ended it surround the failure.
      entry = new Ailing(port, successes - 2, failures - 1);
    } else {
      ailing.remove(entry);
    }
    entry.strikes++;
    ailing.add(entry);
  }

  private void heal(int port) {
    Ailing entry = find(port);
    if (entry != null) {
      forget(entry);
    }
  }

  private void forget(Ailing entry) {
    ailing.remove(entry);
    if (entry.quarantined) {
      listener.onPort(entry.port, false);
    }
  }

  private void convict(long nowNanos) {
    for (int i = 0; i < ailing.size(); i++) {
      Ailing entry = ailing.get(i);
      if (!entry.quarantined && guilty(entry) && countQuarantined() < maxQuarantined) {
        entry.quarantined = true;
        entry.sinceNanos = nowNanos;
        listener.onPort(entry.port, true);
      }
    }
  }

  private boolean guilty(Ailing entry) {
    long witnesses = successes - entry.successesBefore;
    long others = failures - entry.failuresBefore - entry.strikes;
    double chance = Math.pow((double) others / (others + witnesses), entry.strikes);
    return entry.strikes >= STRIKES && witnesses >= WITNESSES && chance < CHANCE;
  }

  private void release(long nowNanos) {
    for (Iterator<Ailing> entries = ailing.iterator(); entries.hasNext(); ) {
      Ailing entry = entries.next();
      if (entry.quarantined && nowNanos - entry.sinceNanos >= quarantineNanos) {
        entries.remove();
        listener.onPort(entry.port, false);
      }
    }
  }

  private int countQuarantined() {
    int count = 0;
    for (Ailing entry : ailing) {
      count += entry.quarantined ? 1 : 0;
    }
    return count;
  }

  private @Nullable Ailing find(int port) {
    for (int i = 0; i < ailing.size(); i++) {
      if (ailing.get(i).port == port) {
        return ailing.get(i);
      }
    }
    return null;
  }

  private static final class Ailing {
    final int port;
    final long successesBefore;
    final long failuresBefore;
    int strikes;
    boolean quarantined;
    long sinceNanos;

    Ailing(int port, long successesBefore, long failuresBefore) {
      this.port = port;
      this.successesBefore = successesBefore;
      this.failuresBefore = failuresBefore;
    }
  }
}
