package io.kald.probe;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a probe's packets leave this machine.
 *
 * @param source numeric source address, or null: the kernel chooses
 * @param sourcePorts ports kald picks from itself, or null: the kernel's ephemeral range; unused by
 *     ICMP
 * @param device interface the packets must leave by (SO_BINDTODEVICE), or null
 * @param dscp 0 to 63, or {@link #KERNEL}
 * @param ttl 1 to 255 (hop limit on IPv6), or {@link #KERNEL}
 * @param mark fwmark for policy routing, 0 to 2^32-1, or {@link #KERNEL}
 */
public record Egress(
    @Nullable String source,
    @Nullable PortRange sourcePorts,
    @Nullable String device,
    int dscp,
    int ttl,
    long mark) {
  /** The value of a number that is left to the kernel. */
  public static final int KERNEL = -1;

  /** The same from these source ports; null: the kernel's. */
  public Egress from(@Nullable PortRange ports) {
    return Objects.equals(ports, sourcePorts)
        ? this
        : new Egress(source, ports, device, dscp, ttl, mark);
  }

  /** Everything left to the kernel. */
  public static final Egress DEFAULT = new Egress(null, null, null, KERNEL, KERNEL, KERNEL);
}
