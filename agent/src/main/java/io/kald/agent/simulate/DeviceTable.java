package io.kald.agent.simulate;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which session each device of the cluster is registered by: never more than one. Any thread; the
 * session that registers last has the device.
 *
 * @param <S> a session, compared by its own {@code equals}
 */
final class DeviceTable<S> {
  // state
  private final Map<String, S> sessions = new ConcurrentHashMap<>();

  /**
   * Registers a device.
   *
   * @return the session that had it until now and has to end; null: none, or the same
   */
  @Nullable S register(String device, S session) {
    S former = sessions.put(device, session);
    return former == null || former.equals(session) ? null : former;
  }

  /**
   * Forgets a device if it is registered by this session.
   *
   * @return whether it was
   */
  boolean unregister(String device, S session) {
    return sessions.remove(device, session);
  }

  /** The session a device is registered by, or null. */
  @Nullable S holder(String device) {
    return sessions.get(device);
  }

  /** Hands out what is registered now, in no order. */
  void forEach(BiConsumer<String, S> visitor) {
    sessions.forEach(visitor);
  }
}
