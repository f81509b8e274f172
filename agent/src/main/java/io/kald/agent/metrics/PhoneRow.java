package io.kald.agent.metrics;

import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.keepalive.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A phone, where it is and what is counted of it. Confined to its store's monitor. */
final class PhoneRow extends Rows.Row implements PhoneFact.Visitor<Boolean> {
  static final String REGISTERED = "registered";

  /** States in which a phone may be registered; DYING begins with the first missed KeepAlive. */
  static final Set<State> MAY_BE_REGISTERED = Set.of(State.ALIVE, State.DYING);

  final String group;
  final List<String> nodes;
  final PhoneTally tally;
  private final PhoneTally all;
  String registered = "";
  String standby = "";
  long baselineNanos = -1;
  long detectionNanos = -1;

  /** What is counted of it is also added to {@code all}. */
  PhoneRow(String group, PhoneSpec phone, boolean withDurations, PhoneTally all) {
    this.group = group;
    this.tally = new PhoneTally(withDurations, true);
    this.all = all;
    List<String> names = new ArrayList<>();
    phone.nodes().forEach(node -> names.add(node.name()));
    PhoneNode srst = phone.srst();
    if (srst != null) {
      names.add(srst.name());
    }
    this.nodes = List.copyOf(names);
  }

  @Override
  public Boolean exchange(PhoneFact.Exchange fact) {
    tally.exchange(fact);
    all.exchange(fact);
    return true;
  }

  @Override
  public Boolean registered(PhoneFact.Registered fact) {
    registered = fact.node();
    return registration(fact.node(), REGISTERED);
  }

  @Override
  public Boolean registrationFailed(PhoneFact.RegistrationFailed fact) {
    return registration(fact.node(), fact.word());
  }

  private boolean registration(String node, String result) {
    tally.registration(node, result);
    all.registration("", result);
    return true;
  }

  @Override
  public Boolean lost(PhoneFact.Lost fact) {
    registered = "";
    return true;
  }

  @Override
  public Boolean failover(PhoneFact.Failover fact) {
    registered = fact.to();
    tally.failover(fact.cause());
    all.failover(fact.cause());
    if (fact.cause() != FailoverCause.FAILBACK) {
      detectionNanos = fact.detectionNanos();
    }
    return true;
  }

  @Override
  public Boolean token(PhoneFact.Token fact) {
    tally.token(fact.granted());
    all.token(fact.granted());
    return true;
  }

  @Override
  public Boolean standby(PhoneFact.Standby fact) {
    standby = fact.node();
    return true;
  }

  @Override
  public Boolean baseline(PhoneFact.Baseline fact) {
    baselineNanos = fact.nanos();
    return true;
  }

  /** Its probe, which is not probed, is counted. */
  @Override
  public Boolean ownFault(PhoneFact.OwnFault fact) {
    return true;
  }

  @Override
  public Boolean unregistered(PhoneFact.Unregistered fact) {
    if (fact.node().equals(registered)) {
      registered = "";
    }
    return true;
  }
}
