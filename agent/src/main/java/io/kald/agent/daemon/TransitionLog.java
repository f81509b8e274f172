package io.kald.agent.daemon;

import io.kald.agent.bus.Sink;
import io.kald.agent.log.Logging;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.event.ProbeEvent.Changed;
import io.kald.probe.time.NanoClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs changes of state: a line each, or one for all that make the same change at the same time.
 * What comes between two flushes, some a second, is at the same time; so there is a bound to the
 * lines of a second, whatever fails. A change that a service makes again and again has a line the
 * first five times; afterwards all such changes share a line a minute.
 */
final class TransitionLog implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger(Logging.TRANSITIONS);

  /** So many changes at the same time have a line each. */
  private static final int FEW = 5;

  private static final int MOST_LINES = 10;
  private static final int MOST_NAMES = 5;

  // deps
  private final NanoClock clock;

  // state
  private final List<Changed> changes = new ArrayList<>();
  private final RepeatedChanges repeated = new RepeatedChanges();

  /** A log whose minutes are measured by {@code clock}. */
  TransitionLog(NanoClock clock) {
    this.clock = clock;
  }

  @Override
  public void accept(ProbeEvent event) {
    if (event instanceof Changed change && LOG.isInfoEnabled()) {
      String from = change.transition().from().word();
      String to = change.transition().to().word();
      if (!repeated.takes(change.service().name(), from, to, change.atNanos())) {
        changes.add(change);
      }
    }
  }

  @Override
  public void flush() {
    if (changes.size() <= FEW) {
      changes.forEach(TransitionLog::one);
    } else {
      grouped();
    }
    changes.clear();
    again(false);
  }

  @Override
  public void close() {
    flush();
    again(true);
  }

  private void again(boolean last) {
    RepeatedChanges.Sum sum = repeated.end(clock.nanoTime(), last);
    if (sum == null) {
      return;
    }
    String states =
        sum.states().entrySet().stream()
            .map(state -> state.getKey() + " " + state.getValue())
            .collect(Collectors.joining(", "));
    LOG.atInfo()
        .setMessage("services changed state again")
        .addKeyValue("count", sum.count())
        .addKeyValue("now", states)
        .addKeyValue("services", named(sum.names(), sum.services()))
        .log();
  }

  private static String named(List<String> names, int all) {
    int more = all - names.size();
    return String.join(", ", names) + (more == 0 ? "" : " and " + more + " more");
  }

  private void grouped() {
    Map<List<String>, List<Changed>> groups = new LinkedHashMap<>();
    for (Changed change : changes) {
      List<String> same =
          List.of(
              change.transition().from().word(),
              change.transition().to().word(),
              change.transition().reason());
      groups.computeIfAbsent(same, key -> new ArrayList<>()).add(change);
    }
    int lines = 0;
    int rest = 0;
    for (List<Changed> group : groups.values()) {
      if (++lines <= MOST_LINES) {
        many(group);
      } else {
        rest += group.size();
      }
    }
    if (rest > 0) {
      LOG.atInfo().setMessage("more services changed state").addKeyValue("count", rest).log();
    }
  }

  private static void many(List<Changed> group) {
    if (group.size() == 1) {
      one(group.get(0));
      return;
    }
    Changed first = group.get(0);
    List<String> names =
        group.stream().limit(MOST_NAMES).map(change -> change.service().name()).toList();
    LOG.atInfo()
        .setMessage("services changed state")
        .addKeyValue("count", group.size())
        .addKeyValue("from", first.transition().from().word())
        .addKeyValue("to", first.transition().to().word())
        .addKeyValue("reason", first.transition().reason())
        .addKeyValue("services", named(names, group.size()))
        .log();
  }

  private static void one(Changed change) {
    LOG.atInfo()
        .setMessage("service changed state")
        .addKeyValue("service", change.service().name())
        .addKeyValue("from", change.transition().from().word())
        .addKeyValue("to", change.transition().to().word())
        .addKeyValue("reason", change.transition().reason())
        .addKeyValue("target", change.monitored().target())
        .log();
  }
}
