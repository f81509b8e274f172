package io.kald.probe.event;

import io.kald.probe.Keepalive;
import io.kald.probe.Monitored;
import io.kald.probe.Phone;
import io.kald.probe.ProbeResult;
import io.kald.probe.Service;
import io.kald.probe.keepalive.Standing;
import io.kald.probe.keepalive.Transition;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/** Something the engine did or found. Immutable; all times monotonic. */
public sealed interface ProbeEvent {
  /** What it is about. */
  Monitored monitored();

  /** When it happened. */
  long atNanos();

  /** One branch for each event: a new event does not compile until every sink has one. */
  <R> R match(
      Function<Probed, R> probed,
      Function<Changed, R> changed,
      Function<Skipped, R> skipped,
      Function<Configured, R> configured,
      Function<PortQuarantine, R> quarantine,
      Function<PhoneReported, R> phone);

  /** A probe was asked and judged; {@code standing} is what is known after it. */
  record Probed(Monitored monitored, ProbeResult result, Standing standing) implements ProbeEvent {
    @Override
    public long atNanos() {
      return result.endNanos();
    }

    @Override
    public <R> R match(
        Function<Probed, R> probed,
        Function<Changed, R> changed,
        Function<Skipped, R> skipped,
        Function<Configured, R> configured,
        Function<PortQuarantine, R> quarantine,
        Function<PhoneReported, R> phone) {
      return probed.apply(this);
    }
  }

  /** What is known of one service has changed. */
  record Changed(Monitored monitored, Service service, Transition transition)
      implements ProbeEvent {
    @Override
    public long atNanos() {
      return transition.atNanos();
    }

    @Override
    public <R> R match(
        Function<Probed, R> probed,
        Function<Changed, R> changed,
        Function<Skipped, R> skipped,
        Function<Configured, R> configured,
        Function<PortQuarantine, R> quarantine,
        Function<PhoneReported, R> phone) {
      return changed.apply(this);
    }
  }

  /**
   * Slots that passed while this process was stopped, or while a probe was outstanding that had
   * waited for its turn. They are never replayed in a burst.
   *
   * @param count how many, at least 1
   * @param fromNanos when the first of them was due
   */
  record Skipped(Monitored monitored, long count, long fromNanos, long atNanos)
      implements ProbeEvent {
    @Override
    public <R> R match(
        Function<Probed, R> probed,
        Function<Changed, R> changed,
        Function<Skipped, R> skipped,
        Function<Configured, R> configured,
        Function<PortQuarantine, R> quarantine,
        Function<PhoneReported, R> phone) {
      return skipped.apply(this);
    }
  }

  /**
   * The engine has started, changed or stopped a keepalive or a phone. What that changed for each
   * service follows as {@link Changed}.
   *
   * @param monitored as it is from now on; when it was removed, as it was
   * @param standing what is known of the stream now, carried over or not
   * @param moved services that go on under another keepalive: who no longer follows this one is
   *     gone unless it is among them
   */
  record Configured(
      Monitored monitored, Change change, Standing standing, Set<String> moved, long atNanos)
      implements ProbeEvent {
    /** What was done. */
    public enum Change {
      ADDED,
      /** Another question: nothing is known of its answer yet. */
      PROBE_CHANGED,
      /** The same question by another rule: what was known still is. */
      RULE_CHANGED,
      /** Only the list of services changed; the stream went on undisturbed. */
      SERVICES_CHANGED,
      REMOVED
    }

    /** Takes a copy of the set. */
    public Configured {
      moved = Set.copyOf(moved);
    }

    /** What is known of one of its services now. */
    public Standing standing(Service service) {
      return service.suspended() ? Standing.SUSPENDED : standing;
    }

    /** The services that are there after it: who followed this keepalive before is gone else. */
    public Set<String> staying() {
      Set<String> names = new HashSet<>(moved);
      if (change != Change.REMOVED) {
        monitored.services().forEach(service -> names.add(service.name()));
      }
      return names;
    }

    @Override
    public <R> R match(
        Function<Probed, R> probed,
        Function<Changed, R> changed,
        Function<Skipped, R> skipped,
        Function<Configured, R> configured,
        Function<PortQuarantine, R> quarantine,
        Function<PhoneReported, R> phone) {
      return configured.apply(this);
    }
  }

  /**
   * A source port fell ill (its probes fail while others to the same target succeed, the disease of
   * CSCeg60264) or is well again.
   */
  record PortQuarantine(Keepalive monitored, int port, boolean quarantined, long atNanos)
      implements ProbeEvent {
    @Override
    public <R> R match(
        Function<Probed, R> probed,
        Function<Changed, R> changed,
        Function<Skipped, R> skipped,
        Function<Configured, R> configured,
        Function<PortQuarantine, R> quarantine,
        Function<PhoneReported, R> phone) {
      return quarantine.apply(this);
    }
  }

  /** Something a phone did or found out. */
  record PhoneReported(Phone monitored, PhoneFact fact, long atNanos) implements ProbeEvent {
    @Override
    public <R> R match(
        Function<Probed, R> probed,
        Function<Changed, R> changed,
        Function<Skipped, R> skipped,
        Function<Configured, R> configured,
        Function<PortQuarantine, R> quarantine,
        Function<PhoneReported, R> phone) {
      return phone.apply(this);
    }
  }
}
