package io.kald.probe.phone;

import io.kald.probe.event.PhoneFact;
import java.util.Locale;

/** Facts as short words, for assertions. */
public final class FactText implements PhoneFact.Visitor<String> {
  private static String s(long nanos) {
    return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
  }

  @Override
  public String exchange(PhoneFact.Exchange fact) {
    return fact.link().word() + " " + fact.node() + " " + fact.verdict().word();
  }

  @Override
  public String registered(PhoneFact.Registered fact) {
    return "registered "
        + fact.node()
        + " "
        + s(fact.keepAliveNanos())
        + "/"
        + s(fact.standbyNanos());
  }

  @Override
  public String registrationFailed(PhoneFact.RegistrationFailed fact) {
    return "failed " + fact.node() + " " + fact.word();
  }

  @Override
  public String lost(PhoneFact.Lost fact) {
    return "lost " + fact.node() + " " + fact.cause().word();
  }

  @Override
  public String failover(PhoneFact.Failover fact) {
    return "failover "
        + fact.from()
        + " -> "
        + fact.to()
        + " "
        + fact.cause().word()
        + " after "
        + s(fact.detectionNanos())
        + " out "
        + (fact.outageNanos() < 0 ? "-" : s(fact.outageNanos()));
  }

  @Override
  public String token(PhoneFact.Token fact) {
    return "token " + fact.node() + (fact.granted() ? " granted" : " wait " + s(fact.waitNanos()));
  }

  @Override
  public String standby(PhoneFact.Standby fact) {
    return "standby " + fact.node();
  }

  @Override
  public String baseline(PhoneFact.Baseline fact) {
    return "baseline " + s(fact.nanos());
  }

  @Override
  public String unregistered(PhoneFact.Unregistered fact) {
    return "unregistered " + fact.node() + " " + fact.why();
  }

  @Override
  public String ownFault(PhoneFact.OwnFault fact) {
    return "not probed " + fact.node() + " " + fact.reason().label();
  }
}
