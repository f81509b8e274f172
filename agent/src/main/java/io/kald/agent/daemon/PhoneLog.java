package io.kald.agent.daemon;

import io.kald.agent.bus.Sink;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.event.ProbeEvent.Phone;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log what becomes of phones: a line for each failover and each registration. A
 * registration with a node that fails again as it failed before is said at level debug, until the
 * phone is registered.
 */
final class PhoneLog implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger("io.kald.phone");

  // state
  /** What failed last, by group and node. */
  private final Map<String, Map<String, String>> troubles = new HashMap<>();

  /** Whether the event is one it has something to do for; most are not. Any thread. */
  static boolean concerns(ProbeEvent event) {
    return event.match(
        p -> false,
        c -> false,
        s -> false,
        configured ->
            configured.change() == Configured.Change.REMOVED
                && configured.keepalive().probe().match(tcp -> false, icmp -> false, sccp -> true),
        q -> false,
        phone -> !(phone.fact() instanceof PhoneFact.Exchange));
  }

  @Override
  public void accept(ProbeEvent event) {
    event.match(p -> true, c -> true, s -> true, this::configured, q -> true, this::phone);
  }

  private boolean configured(Configured event) {
    if (event.change() == Configured.Change.REMOVED) {
      troubles.remove(event.keepalive().name());
    }
    return true;
  }

  private boolean phone(Phone event) {
    return event.fact().accept(new Writing(event.keepalive().name()));
  }

  private final class Writing implements PhoneFact.Visitor<Boolean> {
    private final String group;

    Writing(String group) {
      this.group = group;
    }

    @Override
    public Boolean exchange(PhoneFact.Exchange fact) {
      return true;
    }

    @Override
    public Boolean registered(PhoneFact.Registered fact) {
      troubles.remove(group);
      LOG.info(
          "phone {}: registered with {} after {}", group, fact.node(), seconds(fact.tookNanos()));
      return true;
    }

    @Override
    public Boolean registrationFailed(PhoneFact.RegistrationFailed fact) {
      String detail = fact.detail().isEmpty() ? "" : " (" + fact.detail() + ")";
      String trouble = fact.word() + detail;
      String text = "phone {}: could not register with {}: {}{}; next attempt in {}";
      Object[] words = {
        group, fact.node(), fact.word().replace('-', ' '), detail, seconds(fact.retryNanos())
      };
      Map<String, String> byNode = troubles.computeIfAbsent(group, g -> new HashMap<>());
      if (trouble.equals(byNode.put(fact.node(), trouble))) {
        LOG.debug(text, words);
      } else {
        LOG.warn(text, words);
      }
      return true;
    }

    @Override
    public Boolean failover(PhoneFact.Failover fact) {
      if (fact.cause() == FailoverCause.FAILBACK) {
        LOG.info("phone {}: went back from {} to {}", group, fact.from(), fact.to());
      } else if (fact.to().isEmpty()) {
        LOG.warn(
            "phone {}: left {}, which {}; {}; no node takes it, there is no call" + " control",
            group,
            fact.from(),
            fact.cause().clause(),
            noticed(fact.detectionNanos()));
      } else {
        LOG.warn(
            "phone {}: left {}, which {}; registered with {}; {}, {} without call control",
            group,
            fact.from(),
            fact.cause().clause(),
            fact.to(),
            noticed(fact.detectionNanos()),
            seconds(fact.outageNanos()));
      }
      return true;
    }

    @Override
    public Boolean token(PhoneFact.Token fact) {
      return true;
    }

    @Override
    public Boolean standby(PhoneFact.Standby fact) {
      return true;
    }

    @Override
    public Boolean baseline(PhoneFact.Baseline fact) {
      return true;
    }

    @Override
    public Boolean unregistered(PhoneFact.Unregistered fact) {
      LOG.info("phone {}: unregistered from {}: {}", group, fact.node(), fact.why());
      return true;
    }
  }

  private static String noticed(long nanos) {
    return nanos < 50_000_000 ? "noticed at once" : "noticed after " + seconds(nanos);
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }
}
