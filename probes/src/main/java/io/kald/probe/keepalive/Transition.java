package io.kald.probe.keepalive;

/**
 * A change of what is known of a service.
 *
 * @param atNanos when the result or the reload that caused it was known, monotonic
 * @param reason what caused it, for a reader: {@code answered}, {@code 3 failures: refused}
 */
public record Transition(Standing from, Standing to, long atNanos, String reason) {
  /**
   * Whether the CSS counter "State Transitions" moves: entering ALIVE or DOWN counts, entering
   * DYING or SUSPENDED does not (probes/CSS.md#states). A new service of a CSS is DOWN from the
   * start, so that {@code unknown -> down} enters nothing.
   */
  public boolean counted() {
    boolean entered = !to.word().equals(from.word());
    return switch (to.state()) {
      case ALIVE -> entered;
      case DOWN -> entered && to.known() && from.known();
      case DYING, SUSPENDED -> false;
    };
  }
}
