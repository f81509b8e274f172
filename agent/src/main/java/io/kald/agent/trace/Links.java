package io.kald.agent.trace;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which device each connection of one node belongs to: lines on a backup link do not name it. The
 * connections not seen for longest are forgotten first.
 */
final class Links {
  private static final int MAX = 200_000;

  // state
  private final Map<String, Known> byHandle = new Recent();
  private final Map<String, Known> byPeer = new Recent();

  /** What is known of one connection. */
  static final class Known {
    private String ip = "";
    private String device = "";

    String ip() {
      return ip;
    }

    /** Empty: not known yet. */
    String device() {
      return device;
    }

    void device(String name) {
      if (!name.isEmpty()) {
        device = name;
      }
    }
  }

  private static final class Recent extends LinkedHashMap<String, Known> {
    private static final long serialVersionUID = 1;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
      return size() > MAX;
    }
  }

  /** A new connection: handles and ports are used again. */
  void opened(TraceLink link) {
    join(link, new Known());
  }

  /** The connection a line is about. */
  Known find(TraceLink link) {
    @Nullable Known known = byHandle.get(link.handle());
    if (known == null && link.port() > 0) {
      known = byPeer.get(peer(link));
    }
    return join(link, known == null ? new Known() : known);
  }

  private Known join(TraceLink link, Known known) {
    if (!link.handle().isEmpty()) {
      byHandle.put(link.handle(), known);
    }
    if (link.port() > 0) {
      byPeer.put(peer(link), known);
      known.ip = link.ip();
    }
    return known;
  }

  private static String peer(TraceLink link) {
    return link.ip() + ":" + link.port();
  }
}
