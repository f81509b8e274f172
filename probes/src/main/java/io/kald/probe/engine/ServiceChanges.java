package io.kald.probe.engine;

import io.kald.probe.Keepalive;
import io.kald.probe.PhoneSpec;
import io.kald.probe.ProbeSpec;
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
  static void added(LoopCore core, Keepalive keepalive, Standing known, Handover handover) {
    emit(core, Map.of(), keepalive, known, Configured.Change.ADDED, handover);
  }

  /**
   * Emits that a running keepalive was changed, and what that changed for each service.
   *
   * @param knew what was known of the stream
   * @param known what is known of it now
   */
  static void changed(
      LoopCore core,
      Keepalive before,
      Standing knew,
      Keepalive after,
      Standing known,
      Handover handover) {
    Map<String, Origin> origins = new HashMap<>();
    for (Service service : before.services()) {
      origins.put(service.name(), Origin.of(service, before, knew));
    }
    emit(core, origins, after, known, change(before, after), handover);
  }

  /** A phone that runs asks the same as before, whatever of its timers and rules has changed. */
  private static Configured.Change change(Keepalive before, Keepalive after) {
    boolean phone = after.probe() instanceof PhoneSpec;
    boolean sameProbe = before.probe().equals(after.probe());
    if (!sameProbe && !phone) {
      return Configured.Change.PROBE_CHANGED;
    }
    return sameProbe && before.rule().equals(after.rule())
        ? Configured.Change.SERVICES_CHANGED
        : Configured.Change.RULE_CHANGED;
  }

  /** Emits a transition of the stream for each of its services. */
  static void announce(LoopCore core, Keepalive keepalive, Transition transition) {
    for (Service service : keepalive.services()) {
      if (!service.suspended()) {
        core.emit(new Changed(keepalive, service, transition));
      }
    }
  }

  private static void emit(
      LoopCore core,
      Map<String, Origin> origins,
      Keepalive after,
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
      Service service, @Nullable Origin origin, Keepalive after, Standing to) {
    if (to.state() == State.SUSPENDED) {
      return "suspended by the operator";
    }
    if (origin != null && origin.standing().state() == State.SUSPENDED) {
      return "activated by the operator";
    }
    if (origin != null && origin.keepalive().name().equals(after.name())) {
      return difference(origin.keepalive().probe(), after.probe());
    }
    return after.name().equals(service.name())
        ? "follows a keepalive of its own"
        : "follows keepalive " + after.name();
  }

  private static String difference(ProbeSpec before, ProbeSpec after) {
    if (!before.kind().equals(after.kind())) {
      return changed("type", before.kind(), after.kind());
    }
    if (!before.target().equals(after.target())) {
      return changed("target", before.target(), after.target());
    }
    String own = before instanceof PhoneSpec ? "" : Kinds.difference(before, after);
    return own.isEmpty() ? "probe settings changed" : own;
  }

  private static String changed(String key, String before, String after) {
    return key + " changed: " + before + " to " + after;
  }
}
