package io.kald.agent.simulate;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what devices send by all their connections to a node. Of the last 4,096 devices that asked
 * to be registered. Confined to the node's loop.
 */
final class DeviceThrottles {
  static final int MOST_DEVICES = 4_096;

  // state
  private final Map<String, Device> devices = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * One device.
   *
   * @param messages of every kind, while it is registered
   * @param registers how often it asks to be
   */
  record Device(Throttle messages, Throttle registers) {}

  /** The counters of a device, whichever connection it comes by. */
  Device of(String name) {
    @Nullable Device known = devices.get(name);
    if (known != null) {
      return known;
    }
    Device device = new Device(new Throttle(), new Throttle());
    devices.put(name, device);
    if (devices.size() > MOST_DEVICES) {
      devices.remove(devices.keySet().iterator().next());
    }
    return device;
  }
}
