package io.kald.agent.simulate;

import io.kald.agent.simulate.CucmState.Counts;
import java.util.concurrent.atomic.AtomicLong;

/** What happened at a node. Written by its loop, read by any thread. */
final class Counters {
  final AtomicLong accepted = new AtomicLong();
  final AtomicLong keepAlives = new AtomicLong();
  final AtomicLong acks = new AtomicLong();
  final AtomicLong backupDrops = new AtomicLong();
  final AtomicLong registers = new AtomicLong();
  final AtomicLong rejects = new AtomicLong();
  final AtomicLong unregisters = new AtomicLong();
  final AtomicLong tokens = new AtomicLong();
  final AtomicLong tokenRejects = new AtomicLong();
  final AtomicLong shed = new AtomicLong();

  Counts now() {
    return new Counts(
        accepted.get(),
        keepAlives.get(),
        acks.get(),
        backupDrops.get(),
        registers.get(),
        rejects.get(),
        unregisters.get(),
        tokens.get(),
        tokenRejects.get(),
        shed.get());
  }
}
