package io.kald.agent.simulate;

import io.kald.agent.text.LogWindow;
import io.kald.probe.time.NanoClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lines for what happens at the nodes. Whatever phones do, of each kind of line and node a
 * {@link LogWindow} bounds the number. Any thread.
 */
final class EventLines {
  // deps
  private final NanoClock clock;

  // state
  private final Map<Key, LogWindow> windows = new HashMap<>();

  /** As many as there are nodes and kinds. */
  private record Key(String node, CucmEvent.Kind kind) {}

  EventLines(NanoClock clock) {
    this.clock = clock;
  }

  /** The line of an event; null: it is only counted. */
  synchronized @Nullable String line(String node, CucmEvent event) {
    CucmEvent.Kind kind = event.kind();
    boolean written =
        kind == null
            || windows
                .computeIfAbsent(new Key(node, kind), key -> new LogWindow())
                .admit("", clock.nanoTime());
    return written ? node + ": " + event.text() : null;
  }

  /**
   * A line for each window that is over and left something out; for each window when {@code last}.
   */
  synchronized List<String> ended(boolean last) {
    List<String> lines = new ArrayList<>();
    windows.forEach(
        (key, window) -> {
          LogWindow.Suppressed more = window.end(clock.nanoTime(), last);
          if (more != null) {
            lines.add(
                "%s: %s in %d s"
                    .formatted(key.node(), key.kind().more(more.lines()), LogWindow.SECONDS));
          }
        });
    return lines;
  }
}
