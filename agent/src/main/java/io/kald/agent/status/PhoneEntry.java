package io.kald.agent.status;

import io.kald.probe.PhoneSpec;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.keepalive.State;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A phone and where it is. Confined to its board's lock. */
final class PhoneEntry {
  /** States in which a phone may be registered. */
  static final Set<State> REGISTERED = Set.of(State.ALIVE, State.DYING);

  private final String group;
  private final String device;

  // state
  private String node = "";
  private String standby = "";
  private @Nullable Long sinceNanos;
  private PhoneFact.@Nullable Baseline baseline;
  private @Nullable Moment<PhoneFact.Failover> failover;
  private @Nullable Moment<Failure> trouble;

  private record Moment<T>(T fact, long atNanos) {}

  /** Why the phone is not registered with a node. */
  private record Failure(String node, String words) {
    static Failure of(String node, String words, String detail) {
      return new Failure(node, detail.isEmpty() ? words : words + " (" + detail + ")");
    }
  }

  PhoneEntry(String group, PhoneSpec phone) {
    this.group = group;
    this.device = phone.device().name();
  }

  /** Takes what happened at {@code atNanos}. */
  void take(PhoneFact fact, long atNanos) {
    fact.accept(new Taking(atNanos));
  }

  /** The phone is registered nowhere; one that is DYING may still be, with a KeepAlive missed. */
  void lost(long atNanos) {
    if (!node.isEmpty()) {
      at("", atNanos);
    }
  }

  private void at(String newNode, long atNanos) {
    if (!newNode.equals(node) || sinceNanos == null) {
      sinceNanos = atNanos;
    }
    node = newNode;
  }

  PhoneView view(String state, WallTime wall) {
    return new PhoneView(
        group,
        device,
        state,
        node,
        sinceNanos == null ? null : wall.at(sinceNanos),
        standby,
        baseline == null ? -1 : baseline.nanos(),
        baseline == null ? 0 : baseline.samples(),
        failover == null ? null : view(failover.fact(), wall.at(failover.atNanos())),
        trouble == null
            ? null
            : new PhoneView.Trouble(
                wall.at(trouble.atNanos()), trouble.fact().node(), trouble.fact().words()));
  }

  private static PhoneView.FailoverView view(PhoneFact.Failover fact, Instant at) {
    String went = fact.to().isEmpty() ? ", and no node took the phone" : "";
    return new PhoneView.FailoverView(
        at,
        fact.from(),
        fact.to(),
        fact.cause().word(),
        fact.from() + " " + fact.cause().clause() + went,
        fact.detectionNanos(),
        fact.outageNanos());
  }

  private final class Taking implements PhoneFact.Visitor<Boolean> {
    private final long atNanos;

    Taking(long atNanos) {
      this.atNanos = atNanos;
    }

    @Override
    public Boolean exchange(PhoneFact.Exchange fact) {
      return true;
    }

    @Override
    public Boolean registered(PhoneFact.Registered fact) {
      at(fact.node(), atNanos);
      trouble = null;
      return true;
    }

    @Override
    public Boolean registrationFailed(PhoneFact.RegistrationFailed fact) {
      String words = fact.word().replace('-', ' ');
      trouble = new Moment<>(Failure.of(fact.node(), words, fact.detail()), atNanos);
      return true;
    }

    @Override
    public Boolean ownFault(PhoneFact.OwnFault fact) {
      String words = PhoneFact.OwnFault.words(fact.reason());
      trouble = new Moment<>(Failure.of(fact.node(), words, fact.detail()), atNanos);
      return true;
    }

    @Override
    public Boolean lost(PhoneFact.Lost fact) {
      PhoneEntry.this.lost(atNanos);
      return true;
    }

    @Override
    public Boolean failover(PhoneFact.Failover fact) {
      at(fact.to(), atNanos);
      failover = new Moment<>(fact, atNanos);
      return true;
    }

    @Override
    public Boolean token(PhoneFact.Token fact) {
      return true;
    }

    @Override
    public Boolean standby(PhoneFact.Standby fact) {
      standby = fact.node();
      return true;
    }

    @Override
    public Boolean baseline(PhoneFact.Baseline fact) {
      baseline = fact;
      return true;
    }

    @Override
    public Boolean unregistered(PhoneFact.Unregistered fact) {
      if (fact.node().equals(node)) {
        PhoneEntry.this.lost(atNanos);
      }
      return true;
    }
  }
}
