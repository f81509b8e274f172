package io.kald.probe.icmp;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Wire;

/**
 * An ICMP echo.
 *
 * @param payloadBytes bytes after the ICMP header, 24 to 1472; the first 24 are kald's own key
 * @param dontFragment whether an echo that a link cannot carry whole is dropped there; otherwise it
 *     goes on in fragments
 */
public record IcmpSpec(
    String host, Family family, Egress egress, int payloadBytes, boolean dontFragment)
    implements ProbeSpec {
  /** What {@code ping} sends, and what CSS-era devices expect to see. */
  public static final int DEFAULT_PAYLOAD = 56;

  static final String KIND = "icmp";

  /** One that may be fragmented. */
  public IcmpSpec(String host, Family family, Egress egress, int payloadBytes) {
    this(host, family, egress, payloadBytes, false);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String target() {
    return host;
  }

  @Override
  public Wire wire() {
    return Wire.ECHO;
  }

  /** Echoes share one socket for all targets. */
  @Override
  public boolean needsDescriptor() {
    return false;
  }
}
