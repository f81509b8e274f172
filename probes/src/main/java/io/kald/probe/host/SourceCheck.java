package io.kald.probe.host;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.address.IpText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the own address that a probe was sent from has to do with its failure. */
final class SourceCheck {
  // deps
  private final @Nullable LinkTable links;
  private final @Nullable RouteLookup routes;

  /** Both null: only what the departure itself shows is seen. */
  SourceCheck(@Nullable LinkTable links, @Nullable RouteLookup routes) {
    this.links = links;
    this.routes = routes;
  }

  /** An address is or was missing; null when none was. */
  @Nullable LocalFailure missing(Departure probe, long nowNanos) {
    String source = probe.source();
    LocalFailure lost = source == null ? null : probe.missing().of(source);
    if (lost == null) {
      lost = lostSource(probe, nowNanos);
    }
    if (lost == null) {
      lost = ofScope(probe, nowNanos);
    }
    if (lost != null || probe.isHeldInTurn()) {
      return lost;
    }
    lost = probe.last().gone(probe.v4(), probe.missing(), nowNanos);
    return lost != null ? lost : ofLastAnswered(probe, nowNanos);
  }

  /**
   * A probe is sent from another address than the one that the target last answered, which is still
   * there.
   */
  @Nullable LocalFailure changed(Departure probe, long nowNanos) {
    String before = probe.last().address(probe.v4());
    if (before == null || probe.isHeldInTurn()) {
      return null;
    }
    String now = source(probe, nowNanos);
    return now != null && !now.equals(before) && probe.last().excuses(nowNanos)
        ? new LocalFailure(
            Reason.ROUTE_CHANGED,
            "probes are sent from " + now + " now; the target last answered " + before)
        : null;
  }

  /** Which addresses a probe may have been sent from; empty: not known. */
  List<String> possible(Departure probe, long nowNanos) {
    String now = source(probe, nowNanos);
    String last = probe.source() != null ? null : probe.last().address(probe.v4());
    return now == null ? List.of() : last == null ? List.of(now) : List.of(now, last);
  }

  /** The address that a probe was sent from, so far as is known. */
  @Nullable String source(Departure probe, long nowNanos) {
    String source = probe.source();
    Route route = source != null || routes == null ? null : routes.route(probe.path(), nowNanos);
    String chosen = route == null ? source : route.source();
    byte[] bytes = chosen == null ? null : IpText.bytes(chosen);
    return bytes == null ? null : IpText.of(bytes);
  }

  /**
   * A probe's source that was lost and may be back. Where it is not known, and no answer has shown
   * it, any address of the scope may have been it.
   */
  private @Nullable LocalFailure lostSource(Departure probe, long nowNanos) {
    String source = probe.source();
    if (links == null || (source == null && probe.last().address(probe.v4()) != null)) {
      return null;
    }
    String lost = lost(probe, links.addresses());
    return lost != null && (source != null || probe.last().excuses(nowNanos))
        ? sourceMissing("source address " + lost + " was gone meanwhile")
        : null;
  }

  private static @Nullable String lost(Departure probe, AddressLosses losses) {
    String source = probe.source();
    if (source == null) {
      return losses.anySince(probe.v4(), probe.path().isLinkLocal(), probe.sentNanos());
    }
    return losses.since(source, probe.sentNanos()) ? source : null;
  }

  /** The address that the target last answered is there again, but was not all the time. */
  private @Nullable LocalFailure ofLastAnswered(Departure probe, long nowNanos) {
    String address = probe.last().address(probe.v4());
    if (links == null || address == null) {
      return null;
    }
    links.addresses().found(address, nowNanos);
    boolean gone = links.addresses().since(address, probe.sentNanos());
    return gone && probe.last().excuses(nowNanos)
        ? sourceMissing(
            "address " + address + ", which the target last answered, was gone meanwhile")
        : null;
  }

  /** A link-local source beyond the link: no router may forward its packets (RFC 4291, 2.5.6). */
  private @Nullable LocalFailure ofScope(Departure probe, long nowNanos) {
    if (routes == null || probe.v4() || probe.path().isLinkLocal()) {
      return null;
    }
    Route route = routes.route(probe.path(), nowNanos);
    if (route == null || route.gateway() == null) {
      return null;
    }
    String source = probe.source() == null ? route.source() : probe.source();
    byte[] bytes = source == null ? null : IpText.bytes(source);
    boolean reaches =
        bytes == null
            || !EgressPath.isLinkLocal(bytes)
            || IpText.of(bytes).equals(probe.last().address(false));
    return reaches
        ? null
        : sourceMissing(
            "only the link-local address " + source + " is there to send beyond the link");
  }

  static LocalFailure sourceMissing(String detail) {
    return new LocalFailure(Reason.SOURCE_ADDRESS_MISSING, detail);
  }
}
