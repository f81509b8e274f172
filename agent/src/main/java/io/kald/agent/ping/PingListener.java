package io.kald.agent.ping;

import io.kald.probe.ProbeResult;

/** Learns what a ping does, on its loop. */
interface PingListener {
  /** A probe was asked and judged. */
  void onResult(ProbeResult result);

  /** This process slept through so many slots. */
  void onSkipped(long slots);

  /** Nothing comes after this. */
  void onEnd();
}
