package io.kald.probe.tcp;

/** Told when a source port falls ill or is well again. */
@FunctionalInterface
public interface PortListener {
  /** Called on the loop. */
  void onPort(int port, boolean quarantined);
}
