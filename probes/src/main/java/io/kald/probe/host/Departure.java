package io.kald.probe.host;

import io.kald.probe.LocalFailure;
import io.kald.probe.net.Libc;
import org.jspecify.annotations.Nullable;

/**
 * How one probe left.
 *
 * @param path where it went
 * @param source the own address it was sent from, numeric, or null: the kernel's choice, which is
 *     not known
 * @param sourcePort its source port, or 0
 * @param last which address the target answered last
 * @param missing why an address is not this machine's now
 * @param sentNanos when it was sent, monotonic
 */
public record Departure(
    EgressPath path,
    @Nullable String source,
    int sourcePort,
    LastAnswer last,
    MissingAddress missing,
    long sentNanos) {
  boolean v4() {
    return path.family() == Libc.AF_INET;
  }

  /** The address that the target last answered is its own: it and this machine hold it in turn. */
  boolean isHeldInTurn() {
    return path.isTarget(last.address(v4()));
  }

  /** Asks whether addresses are this machine's. */
  @FunctionalInterface
  public interface MissingAddress {
    /** Why a numeric address is not there, or why that cannot be asked; null when it is there. */
    @Nullable LocalFailure of(String address);
  }
}
