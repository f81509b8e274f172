package io.kald.agent.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which clients were refused again and again within ten seconds. Of the last 1,024 clients that
 * were refused. Event loop; time comes from outside.
 */
final class Refusals {
  /** So many are free within a window. */
  static final int FREE = 5;

  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int MOST_CLIENTS = 1024;

  // state
  private final Map<Client, Window> windows = new LinkedHashMap<>();

  private record Window(long sinceNanos, int refusals) {
    boolean over(long nowNanos) {
      return nowNanos - sinceNanos >= WINDOW_NANOS;
    }
  }

  /** A request of that client is refused, one more. */
  void add(Client client, long nowNanos) {
    @Nullable Window window = windows.get(client);
    if (window == null || window.over(nowNanos)) {
      windows.remove(client);
      windows.put(client, new Window(nowNanos, 1));
    } else {
      windows.put(client, new Window(window.sinceNanos(), window.refusals() + 1));
    }
    if (windows.size() > MOST_CLIENTS) {
      windows.remove(windows.keySet().iterator().next());
    }
  }

  /** Whether it was refused more often than is free. */
  boolean many(Client client, long nowNanos) {
    @Nullable Window window = windows.get(client);
    return window != null && window.refusals() > FREE && !window.over(nowNanos);
  }
}
