package io.kald.agent.config;

import static io.kald.agent.config.ProbeKeys.*;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Rule;
import io.kald.probe.address.IpText;
import io.kald.probe.kind.Kinds;
import io.kald.probe.kind.ProbeKind;
import io.kald.probe.kind.Target;
import io.kald.schema.Durations;
import io.kald.schema.Key;
import io.kald.schema.Row;
import org.jspecify.annotations.Nullable;

/** Reads what is asked, how often and by which way; the same for keepalives and services. */
final class ProbeReader {
  // deps
  private final Rule defaultRule;
  private final Egress defaultEgress;

  /** Reads the defaults, whose mistakes are noted now and once. */
  ProbeReader(Section defaults) {
    defaults.value(TYPE);
    Kinds.all().forEach(kind -> readAll(defaults, kind));
    defaults.value(FAMILY);
    defaultRule = readRule(defaults);
    defaultEgress = readEgress(defaults);
  }

  /** How often to ask, and how many failures it takes. */
  Rule rule(Section in, ProbeSpec probe) {
    Rule rule = in.hasAny(RULE) ? in.shared(readRule(in)) : defaultRule;
    if (in.sound(FREQUENCY, RETRY_PERIOD, TIMEOUT)) {
      check(in, rule, probe);
    }
    return rule;
  }

  private static Rule readRule(Section in) {
    return new Rule(
        in.value(FREQUENCY),
        in.value(MAX_FAILURE),
        in.value(RETRY_PERIOD),
        in.value(TIMEOUT).orElse(0L),
        in.value(LOCAL_FAILURES));
  }

  private static void check(Section in, Rule rule, ProbeSpec probe) {
    long most = probe.mostNanos();
    if (rule.timeoutNanos() > most) {
      Key<?> why = limiting(probe);
      in.warn(
          in.has(TIMEOUT) ? TIMEOUT : why,
          "with "
              + limit(probe)
              + " an answer may take "
              + Durations.write(most)
              + " at most, not "
              + Durations.write(rule.timeoutNanos()));
    }
    long frequency = rule.frequencyNanos();
    if (rule.timeoutNanos() > frequency) {
      boolean mine = in.has(TIMEOUT) || !in.has(FREQUENCY);
      in.problem(
          mine ? TIMEOUT : FREQUENCY,
          "timeout "
              + Durations.write(rule.timeoutNanos())
              + " is longer than frequency "
              + Durations.write(frequency)
              + " (expected: at most as long)");
    } else {
      checkRetry(in, rule, most);
    }
  }

  private static Key<?> limiting(ProbeSpec probe) {
    Key<?> key = Kinds.of(probe).limiting();
    return key == null ? TYPE : key;
  }

  /** What makes answers end early: {@code syn-retries 0}. */
  private static String limit(ProbeSpec probe) {
    Key<?> key = limiting(probe);
    return Kinds.of(probe).rows().stream()
        .filter(row -> row.key() == key)
        .map(row -> key.name() + " " + row.text(probe))
        .findAny()
        .orElse("type " + probe.kind());
  }

  /** A retry period may be too short for the timeout; {@code most} is how long that can be. */
  private static void checkRetry(Section in, Rule rule, long most) {
    long alive = Math.min(most, rule.timeoutNanos(rule.frequencyNanos()));
    long otherwise = Math.min(most, rule.timeoutNanos(rule.retryNanos()));
    if (otherwise < alive / 2) {
      in.warn(
          in.given(RETRY_PERIOD) || !in.given(FREQUENCY) ? RETRY_PERIOD : FREQUENCY,
          "an answer may take "
              + Durations.write(alive)
              + " while ALIVE, but only "
              + Durations.write(otherwise)
              + " while unknown, DYING or DOWN, by retryperiod "
              + Durations.write(rule.retryNanos())
              + ": a server that needs longer never becomes ALIVE");
    } else if (rule.retryNanos() < rule.timeoutNanos()) {
      // Not said of the CSS rule's timeout: frequency 10s with retryperiod 5s is everyday use
      // there.
      in.warn(
          in.has(TIMEOUT) && !in.has(RETRY_PERIOD) ? TIMEOUT : RETRY_PERIOD,
          "retryperiod "
              + Durations.write(rule.retryNanos())
              + " is shorter than the timeout "
              + Durations.write(rule.timeoutNanos())
              + ": the first retry starts when the failed probe has ended");
    }
  }

  /**
   * What is asked of the host. Every key is read, also those the type has no use for, so that none
   * hides a mistake. A missing host has been noted; a word stands in for it.
   */
  ProbeSpec probe(Section in) {
    String named = in.optional(HOST);
    String host = named == null ? "unknown" : named;
    ProbeKind<?> kind = in.value(TYPE);
    Egress egress = egress(in);
    Family family = in.value(FAMILY);
    for (ProbeKind<?> other : Kinds.all()) {
      if (other != kind) {
        refuse(in, other, kind);
      }
    }
    checkAddresses(in, named, egress);
    if (in.sound(HOST, FAMILY, SOURCE)) {
      family = agreed(in, host, family, egress);
    }
    return kind.read(in, new Target(host, family, egress));
  }

  private static void checkAddresses(Section in, @Nullable String host, Egress egress) {
    boolean withInterface = egress.device() != null;
    String problem = host == null ? null : HostRules.problem(host, withInterface);
    if (problem != null) {
      in.problem(HOST, problem);
    }
    checkSource(in, egress);
  }

  /** What no packet can come from; said where it is written, also in the defaults. */
  static void checkSource(Section in, Egress egress) {
    String source = egress.source();
    if (source == null || !in.sound(SOURCE)) {
      return;
    }
    String what = IpText.noHost(source);
    if (what != null) {
      in.problem(SOURCE, source + " is " + what + " (expected: an address of this host, or auto)");
    } else if (egress.device() == null && IpText.lacksZone(source)) {
      in.warn(SOURCE, source + " is link-local: without a zone or `interface` nothing is probed");
    }
  }

  /** Keys of another kind were meant to do something. */
  private static void refuse(Section in, ProbeKind<?> other, ProbeKind<?> kind) {
    for (Row<?, ?> row : other.rows()) {
      if (in.has(row.key())) {
        read(in, row.key());
        if (in.sound(TYPE)) {
          in.problem(
              row.key(),
              "only for "
                  + other.name()
                  + ", and this is "
                  + kind.name()
                  + " (expected: type: "
                  + other.name()
                  + ", or no such key)");
        }
      }
    }
  }

  private static void readAll(Section in, ProbeKind<?> kind) {
    kind.rows().stream().map(Row::key).filter(in::has).forEach(key -> read(in, key));
  }

  private static void read(Section in, Key<?> key) {
    Object unused = key.presence() == Key.Presence.DEFAULT ? in.value(key) : in.optional(key);
  }

  private Egress egress(Section in) {
    return in.hasAny(EGRESS) ? in.shared(readEgress(in)) : defaultEgress;
  }

  /** How packets leave; source ports are for a kind to choose. */
  static Egress readEgress(Section in) {
    return new Egress(
        in.value(SOURCE).orElse(null),
        null,
        in.value(INTERFACE).orElse(null),
        in.value(DSCP).orElse(Egress.KERNEL),
        in.value(TTL).orElse(Egress.KERNEL),
        in.value(FWMARK).orElse((long) Egress.KERNEL));
  }

  /** The family that host, source and {@code family} leave; a mistake when they leave none. */
  private static Family agreed(Section in, String host, Family wanted, Egress egress) {
    Family ofHost = Hosts.isAddress(host) ? familyOf(host) : Family.ANY;
    String source = egress.source();
    Family ofSource = source == null ? Family.ANY : familyOf(source);
    if (contradict(ofHost, wanted)) {
      in.problem(
          in.has(FAMILY) ? FAMILY : HOST,
          "family "
              + word(wanted)
              + " does not fit host "
              + host
              + " (expected: "
              + word(ofHost)
              + " or any)");
    } else if (contradict(ofHost, ofSource) || contradict(wanted, ofSource)) {
      Family needed = ofHost == Family.ANY ? wanted : ofHost;
      in.problem(
          in.has(SOURCE) || !in.has(FAMILY) ? SOURCE : FAMILY,
          "source "
              + source
              + " cannot be used to reach "
              + host
              + " (expected: an "
              + word(needed)
              + " address, or auto)");
    }
    return wanted == Family.ANY ? ofSource : wanted;
  }

  private static boolean contradict(Family a, Family b) {
    return a != Family.ANY && b != Family.ANY && a != b;
  }

  private static Family familyOf(String address) {
    return address.indexOf(':') >= 0 ? Family.IPV6 : Family.IPV4;
  }

  private static String word(Family family) {
    return FAMILY.type().writing().apply(family);
  }
}
