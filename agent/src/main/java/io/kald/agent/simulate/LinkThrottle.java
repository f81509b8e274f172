package io.kald.agent.simulate;

import org.jspecify.annotations.Nullable;

/**
 * What may come by one connection, and of its device by all its connections to the node. Confined
 * to the node's loop.
 */
final class LinkThrottle {
  /** A phone registers once by a connection, and a device does not come by many. */
  private static final int MOST_REGISTERS = 20;

  // deps
  private final DeviceThrottles devices;

  // state
  private final Throttle messages = new Throttle();
  private final Throttle registers = new Throttle();
  private DeviceThrottles.@Nullable Device device;

  LinkThrottle(DeviceThrottles devices) {
    this.devices = devices;
  }

  /** Whether one more message is not too much of the connection, nor of its device. */
  boolean admits(long nowNanos, int max) {
    DeviceThrottles.Device known = device;
    return messages.admit(nowNanos, max)
        && (known == null || known.messages().admit(nowNanos, max));
  }

  /** Whether one more Register is not; the device that asks is the connection's from now on. */
  boolean admitsRegister(String name, long nowNanos) {
    DeviceThrottles.Device asking = devices.of(name);
    device = asking;
    return registers.admit(nowNanos, MOST_REGISTERS)
        && asking.registers().admit(nowNanos, MOST_REGISTERS);
  }
}
