package io.kald.probe.kind;

/** Told when a source port is quarantined or released. */
@FunctionalInterface
public interface PortListener {
  /** Called on the loop. */
  void onPort(int port, boolean quarantined);
}
