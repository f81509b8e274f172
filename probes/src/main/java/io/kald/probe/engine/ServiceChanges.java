package io.kald.probe.engine;

import io.kald.probe.Keepalive;
import io.kald.probe.Monitored;
import io.kald.probe.Phone;
import io.kald.probe.Service;
import io.kald.probe.engine.Handover.Origin;
import io.kald.probe.event.ProbeEvent.Changed;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.keepalive.Standing;
import io.kald.probe.keepalive.State;
import io.kald.probe.keepalive.Transition;
import io.kald.probe.kind.Kinds;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a reload changes in what is known of the services of one keepalive. */
final class ServiceChanges {
  private ServiceChanges() {}

  /** Emits that a keepalive was started, and what its services are now. */
  static void added(LoopCore core, Monitored monitored, Standing known, Handover handover) {
    emit(core, Map.of(), monitored, known, Configured.Change.ADDED, handover);
  }

  /**
   * Emits that a running keepalive was changed, and what that changed for each service.
   *
   * @param knew what was known of the stream
   * @param known what is known of it now
   */
  static void changed(
      LoopCore core,
      Monitored before,
      Standing knew,
      Monitored after,
      Standing known,
      Handover handover) {
    Map<String, Origin> origins = new HashMap<>();
    for (Service service : before.services()) {
      origins.put(service.name(), Origin.of(service, before, knew));
    }
    emit(core, origins, after, known, change(before, after), handover);
  }

  private static Configured.Change change(Monitored before, Monitored after) {
    boolean same = asked(before).equals(asked(after));
    if (before instanceof Keepalive was && after instanceof Keepalive is) {
      if (!same) {
        return Configured.Change.PROBE_CHANGED;
      }
      same = was.rule().equals(is.rule());
    }
    // A phone that runs asks the same as before, whatever of its timers and rules has changed.
    return same ? Configured.Change.SERVICES_CHANGED : Configured.Change.RULE_CHANGED;
  }

  private static Object asked(Monitored monitored) {
    return monitored instanceof Keepalive keepalive
        ? keepalive.probe()
        : ((Phone) monitored).spec();
  }

  /** Emits a transition of the stream for each of its services. */
  static void announce(LoopCore core, Monitored monitored, Transition transition) {
    for (Service service : monitored.services()) {
      if (!service.suspended()) {
        core.emit(new Changed(monitored, service, transition));
      }
    }
  }

  private static void emit(
      LoopCore core,
      Map<String, Origin> origins,
      Monitored after,
      Standing known,
      Configured.Change change,
      Handover handover) {
    long now = core.now();
    Configured configured = new Configured(after, change, known, handover.moving(), now);
    core.emit(configured);
    for (Service service : after.services()) {
      Origin mine = origins.get(service.name());
      Origin origin = mine == null ? handover.origin(service.name()) : mine;
      Standing from = origin == null ? Standing.UNKNOWN : origin.standing();
      Standing to = configured.standing(service);
      if (!from.word().equals(to.word())) {
        String reason = reason(service, origin, after, to);
        core.emit(new Changed(after, service, new Transition(from, to, now, reason)));
      }
    }
  }

  private static String reason(
      Service service, @Nullable Origin origin, Monitored after, Standing to) {
    if (to.state() == State.SUSPENDED) {
      return "suspended by the operator";
    }
    if (origin != null && origin.standing().state() == State.SUSPENDED) {
      return "activated by the operator";
    }
    if (origin != null && origin.monitored().name().equals(after.name())) {
      return difference(origin.monitored(), after);
    }
    return after.name().equals(service.name())
        ? "follows a keepalive of its own"
        : "follows keepalive " + after.name();
  }

  private static String difference(Monitored before, Monitored after) {
    if (!before.kind().equals(after.kind())) {
      return changed("type", before.kind(), after.kind());
    }
    if (!before.target().equals(after.target())) {
      return changed("target", before.target(), after.target());
    }
    String own =
        before instanceof Keepalive was && after instanceof Keepalive is
            ? Kinds.difference(was.probe(), is.probe())
            : "";
    return own.isEmpty() ? "probe settings changed" : own;
  }

  private static String changed(String key, String before, String after) {
    return key + " changed: " + before + " to " + after;
  }
}
