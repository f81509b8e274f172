package io.kald.probe.host;

import io.kald.probe.Reason;
import io.kald.probe.net.ErrorQueue.IcmpError;
import java.util.function.Predicate;

/** Who has reported by ICMP that something did not arrive. */
public enum Reporter {
  /** The target itself. */
  TARGET,
  /** A router or a filter on the way. */
  THE_WAY,
  /** This machine, which has not found the next hop's link-layer address. */
  NEIGHBOUR_SEARCH,
  /** A packet filter of this machine. */
  OWN_FILTER,
  /** A router, which reports that the source address has too narrow a scope. */
  ABOUT_SOURCE;

  /**
   * The reporter of an error.
   *
   * @param target the numeric address that was sent to
   * @param own whether an address is this machine's
   */
  public static Reporter of(IcmpError error, String target, Predicate<String> own) {
    if (error.beyondScope()) {
      return ABOUT_SOURCE;
    }
    if (error.offender().equals(target)) {
      return TARGET;
    }
    if (!own.test(error.offender())) {
      return THE_WAY;
    }
    return error.reason() == Reason.HOST_UNREACHABLE ? NEIGHBOUR_SEARCH : OWN_FILTER;
  }
}
