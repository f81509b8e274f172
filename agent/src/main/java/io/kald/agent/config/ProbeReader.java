package io.kald.agent.config;

import static io.kald.agent.config.ProbeKeys.*;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.PortRange;
import io.kald.probe.ProbeSpec;
import io.kald.probe.ResetIs;
import io.kald.probe.Rule;
import io.kald.probe.TcpClose;
import io.kald.probe.address.IpText;
import io.kald.probe.icmp.IcmpSpec;
import io.kald.probe.tcp.TcpSpec;
import io.kald.schema.Durations;
import io.kald.schema.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what is asked, how often and by which way; the same for keepalives and services. */
final class ProbeReader {
  private static final List<Key<?>> TCP_ONLY =
      List.of(PORT, TCP_CLOSE, RESET_IS, SYN_RETRIES, SOURCE_PORTS);
  private static final List<Key<?>> ICMP_ONLY = List.of(PAYLOAD, DONT_FRAGMENT);
  private static final String NOT_TCP =
      "only for icmp, and this is tcp (expected: type: icmp, or no such key)";
  private static final String NOT_ICMP =
      "only for tcp, and this is icmp (expected: type: tcp, or no such key)";

  // deps
  private final Rule defaultRule;
  private final Egress defaultTcpEgress;
  private final Egress defaultIcmpEgress;

  // state: equal values are kept once, for 100,000 services share few
  private final Map<Rule, Rule> rules = new HashMap<>();
  private final Map<Egress, Egress> egresses = new HashMap<>();

  /** Reads the defaults, whose mistakes are noted now and once. */
  ProbeReader(Section defaults) {
    defaults.value(TYPE);
    defaults.value(PORT);
    defaults.value(TCP_CLOSE);
    defaults.value(RESET_IS);
    defaults.value(PAYLOAD);
    defaults.value(DONT_FRAGMENT);
    defaults.value(SYN_RETRIES);
    defaults.value(FAMILY);
    defaultRule = readRule(defaults);
    defaultTcpEgress = readEgress(defaults, true);
    defaultIcmpEgress = readEgress(defaults, false);
  }

  /** How often to ask, and how many failures it takes. */
  Rule rule(Section in) {
    Rule rule = defaultRule;
    if (in.hasAny(RULE)) {
      Rule own = readRule(in);
      rule = rules.computeIfAbsent(own, same -> same);
    }
    if (in.sound(FREQUENCY, RETRY_PERIOD, TIMEOUT)) {
      check(in, rule);
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

  private static void check(Section in, Rule rule) {
    boolean oneSyn = in.value(TYPE) == Kind.TCP && in.value(SYN_RETRIES).equals(Optional.of(0));
    if (oneSyn && rule.timeoutNanos() > TcpSpec.ONE_SYN_NANOS) {
      in.warn(
          in.has(TIMEOUT) ? TIMEOUT : SYN_RETRIES,
          "with syn-retries 0 an answer may take 850ms at most, not "
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
      checkRetry(in, rule, oneSyn ? TcpSpec.ONE_SYN_NANOS : Long.MAX_VALUE);
    }
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
    boolean tcp = in.value(TYPE) == Kind.TCP;
    int port = in.value(PORT);
    TcpClose close = in.value(TCP_CLOSE);
    ResetIs resetIs = in.value(RESET_IS);
    int payload = in.value(PAYLOAD);
    boolean whole = in.value(DONT_FRAGMENT);
    int synRetries = in.value(SYN_RETRIES).orElse(Egress.KERNEL);
    Egress egress = egress(in, tcp);
    Family family = in.value(FAMILY);
    if (in.sound(TYPE)) {
      refuse(in, tcp ? ICMP_ONLY : TCP_ONLY, tcp ? NOT_TCP : NOT_ICMP);
    }
    checkReset(in, tcp, close, resetIs);
    checkAddresses(in, named, egress);
    if (in.sound(HOST, FAMILY, SOURCE)) {
      family = agreed(in, host, family, egress);
    }
    return tcp
        ? new TcpSpec(host, port, close, resetIs, family, egress, synRetries)
        : new IcmpSpec(host, family, egress, payload, whole);
  }

  private static void checkReset(Section in, boolean tcp, TcpClose close, ResetIs resetIs) {
    if (tcp && close == TcpClose.HALF_OPEN && resetIs == ResetIs.REJECTED) {
      in.warn(
          in.has(RESET_IS) ? RESET_IS : TCP_CLOSE,
          "reset-is rejected has no effect with tcp-close half-open, which completes no handshake");
    }
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

  private static void refuse(Section in, List<Key<?>> keys, String message) {
    for (Key<?> key : keys) {
      if (in.has(key)) {
        in.problem(key, message);
      }
    }
  }

  private Egress egress(Section in, boolean tcp) {
    if (!in.hasAny(EGRESS)) {
      return tcp ? defaultTcpEgress : defaultIcmpEgress;
    }
    Egress own = readEgress(in, tcp);
    return egresses.computeIfAbsent(own, same -> same);
  }

  /** How packets leave; {@code tcp} tells whether source ports may be chosen. */
  static Egress readEgress(Section in, boolean tcp) {
    PortRange ports = in.value(SOURCE_PORTS).orElse(null);
    return new Egress(
        in.value(SOURCE).orElse(null),
        tcp ? ports : null,
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
