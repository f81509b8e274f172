package io.kald.agent.ping;

import io.kald.probe.ProbeResult;

/** Writes what a ping finds. Confined to the thread that runs the command. */
public interface PingOutput {
  /** Before the first probe; {@code address} is what the target's name stands for. */
  void begin(PingPlan plan, String address);

  /** After each probe; {@code number} counts them from 1. */
  void result(long number, ProbeResult result);

  /** After the last one. */
  void end(PingTally tally);

  /** Whether nobody reads any more. */
  boolean broken();
}
