package io.kald.agent.daemon;

import io.kald.agent.bus.Sink;
import io.kald.agent.text.Counted;
import io.kald.agent.text.LogWindow;
import io.kald.probe.Phone;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.event.ProbeEvent.PhoneReported;
import io.kald.probe.time.NanoClock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Reports in the log what becomes of phones: a line for each failover and each registration. A
 * registration with a node that fails again as it failed before is logged at level debug, until the
 * phone is registered. Of each kind of line a {@link LogWindow} bounds the number.
 */
final class PhoneLog implements Sink {
  private static final Logger LOG = LoggerFactory.getLogger("io.kald.phone");

  /** The kinds of lines, with what one of them reports. */
  private enum Kind {
    REGISTERED(Level.INFO, "registration", "registrations"),
    FAILED(Level.WARN, "failed registration", "failed registrations"),
    LEFT(Level.WARN, "failover", "failovers"),
    BACK(Level.INFO, "return to a better node", "returns to a better node"),
    OWN_FAULT(Level.WARN, "fault of this machine", "faults of this machine"),
    UNREGISTERED(Level.INFO, "unregistration", "unregistrations");

    private final Level level;
    private final String one;
    private final String many;

    Kind(Level level, String one, String many) {
      this.level = level;
      this.one = one;
      this.many = many;
    }
  }

  // deps
  private final NanoClock clock;

  // state
  private final Map<Kind, LogWindow> windows = new EnumMap<>(Kind.class);

  /** No node has this name. */
  private static final String THIS_MACHINE = "";

  /** What failed last, by group and node, and of this machine. */
  private final Map<String, Map<String, String>> troubles = new HashMap<>();

  /** A log whose windows are measured by {@code clock}. */
  PhoneLog(NanoClock clock) {
    this.clock = clock;
    for (Kind kind : Kind.values()) {
      windows.put(kind, new LogWindow());
    }
  }

  /** Whether the event is one it has something to do for; most are not. Any thread. */
  static boolean concerns(ProbeEvent event) {
    return event.match(
        p -> false,
        c -> false,
        s -> false,
        configured ->
            configured.change() == Configured.Change.REMOVED
                && configured.monitored() instanceof Phone,
        q -> false,
        phone -> !(phone.fact() instanceof PhoneFact.Exchange));
  }

  @Override
  public void accept(ProbeEvent event) {
    event.match(p -> true, c -> true, s -> true, this::configured, q -> true, this::phone);
  }

  @Override
  public void flush() {
    endWindows(false);
  }

  @Override
  public void close() {
    endWindows(true);
  }

  private void endWindows(boolean last) {
    windows.forEach(
        (kind, window) -> {
          LogWindow.Suppressed more = window.end(clock.nanoTime(), last);
          if (more != null) {
            LOG.atLevel(kind.level)
                .log(
                    "phones: {} more {} in {} s, of {}; the journal has each",
                    more.lines(),
                    more.lines() == 1 ? kind.one : kind.many,
                    LogWindow.SECONDS,
                    Counted.of(more.subjects(), "phone"));
          }
        });
  }

  private void write(Kind kind, String phone, String text, Object... words) {
    endWindows(false);
    if (Objects.requireNonNull(windows.get(kind)).admit(phone, clock.nanoTime())) {
      LOG.atLevel(kind.level).log(text, words);
    }
  }

  private boolean configured(Configured event) {
    if (event.change() == Configured.Change.REMOVED) {
      troubles.remove(event.monitored().name());
    }
    return true;
  }

  private boolean phone(PhoneReported event) {
    return event.fact().accept(new Writing(event.monitored().name()));
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
      write(
          Kind.REGISTERED,
          group,
          "phone {}: registered with {} after {}",
          group,
          fact.node(),
          seconds(fact.tookNanos()));
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
        write(Kind.FAILED, group, text, words);
      }
      return true;
    }

    /** The line of the failover that follows has it. */
    @Override
    public Boolean lost(PhoneFact.Lost fact) {
      return true;
    }

    @Override
    public Boolean failover(PhoneFact.Failover fact) {
      if (fact.cause() == FailoverCause.FAILBACK) {
        write(Kind.BACK, group, "phone {}: went back from {} to {}", group, fact.from(), fact.to());
      } else if (fact.to().isEmpty()) {
        write(
            Kind.LEFT,
            group,
            "phone {}: left {}, which {}; {}; no node takes it, there is no call" + " control",
            group,
            fact.from(),
            fact.cause().clause(),
            noticed(fact.detectionNanos()));
      } else {
        write(
            Kind.LEFT,
            group,
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
      write(
          Kind.UNREGISTERED,
          group,
          "phone {}: unregistered from {}: {}",
          group,
          fact.node(),
          fact.why());
      if (fact.why().startsWith(PhoneFact.OwnFault.THIS_MACHINE)) {
        troubles.computeIfAbsent(group, g -> new HashMap<>()).put(THIS_MACHINE, fact.why());
      }
      return true;
    }

    /** Once for a fault, whichever node it keeps the phone from. */
    @Override
    public Boolean ownFault(PhoneFact.OwnFault fact) {
      String words = PhoneFact.OwnFault.words(fact.reason());
      String detail = fact.detail().isEmpty() ? "" : " (" + fact.detail() + ")";
      String text = "phone {}: cannot reach {}, {}{}; next attempt in {}";
      Object[] of = {group, fact.node(), words, detail, seconds(fact.retryNanos())};
      Map<String, String> byNode = troubles.computeIfAbsent(group, g -> new HashMap<>());
      if (words.equals(byNode.put(THIS_MACHINE, words))) {
        LOG.debug(text, of);
      } else {
        write(Kind.OWN_FAULT, group, text, of);
      }
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
