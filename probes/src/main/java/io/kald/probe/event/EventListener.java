package io.kald.probe.event;

/** Takes events on the loop threads; must neither block nor throw. */
@FunctionalInterface
public interface EventListener {
  /** Called by several loops at once. */
  void onEvent(ProbeEvent event);
}
