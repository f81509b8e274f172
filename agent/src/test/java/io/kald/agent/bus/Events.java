package io.kald.agent.bus;

import io.kald.probe.Egress;
import io.kald.probe.FactKey;
import io.kald.probe.Facts;
import io.kald.probe.Family;
import io.kald.probe.Keepalive;
import io.kald.probe.Monitored;
import io.kald.probe.Phone;
import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDevice;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PhoneTimers;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Reason;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.TcpClose;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.icmp.IcmpSpec;
import io.kald.probe.keepalive.Evidence;
import io.kald.probe.keepalive.Standing;
import io.kald.probe.keepalive.State;
import io.kald.probe.keepalive.Transition;
import io.kald.probe.tcp.TcpSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Events as an engine would report them, for tests of sinks. */
public final class Events {
  public static final Standing UNKNOWN = Standing.UNKNOWN;
  public static final Standing ALIVE = new Standing(State.ALIVE, Evidence.PROBED);
  public static final Standing DYING = new Standing(State.DYING, Evidence.PROBED);
  public static final Standing DOWN = new Standing(State.DOWN, Evidence.PROBED);

  private Events() {}

  /** A TCP keepalive to 127.0.0.1:8080 and the services that follow it. */
  public static Keepalive tcp(String name, String... services) {
    return keepalive(
        name, new TcpSpec("127.0.0.1", 8080, TcpClose.RST, Family.ANY, Egress.DEFAULT), services);
  }

  /** An ICMP keepalive to 127.0.0.2 and the services that follow it. */
  public static Keepalive icmp(String name, String... services) {
    return keepalive(
        name,
        new IcmpSpec("127.0.0.2", Family.ANY, Egress.DEFAULT, IcmpSpec.DEFAULT_PAYLOAD),
        services);
  }

  /** A phone of that name, with a service of the same name, at nodes c1, c2 and a router. */
  public static Phone phone(String name) {
    return new Phone(
        name,
        new PhoneSpec(
            new PhoneDevice("SEP001122334455", 7, 17, 1),
            List.of(new PhoneNode("c1", "127.0.0.1", 2000), new PhoneNode("c2", "127.0.0.2", 2000)),
            new PhoneNode("srst", "127.0.0.3", 2000),
            PhoneTimers.DEFAULT,
            PhoneDetection.DEFAULT,
            null,
            Egress.DEFAULT),
        List.of(new Service(name, false)));
  }

  public static ProbeEvent.PhoneReported fact(Phone phone, PhoneFact fact, long atNanos) {
    return new ProbeEvent.PhoneReported(phone, fact, atNanos);
  }

  /** A KeepAlive sent a second ago. */
  public static PhoneFact exchange(
      String node, PhoneFact.Link link, KeepAliveVerdict verdict, long rttNanos, long atNanos) {
    return new PhoneFact.Exchange(node, link, verdict, atNanos - 1_000_000_000, rttNanos)
        .by("127.0.0.1", 49_152);
  }

  public static PhoneFact registered(String node) {
    return new PhoneFact.Registered(node, 250_000_000, 30_000_000_000L, 60_000_000_000L, 17);
  }

  public static Configured added(Monitored monitored, long atNanos) {
    return configured(monitored, Configured.Change.ADDED, UNKNOWN, atNanos);
  }

  public static Configured removed(Monitored monitored, long atNanos) {
    return configured(monitored, Configured.Change.REMOVED, UNKNOWN, atNanos);
  }

  /** A reload of which no service goes on elsewhere. */
  public static Configured configured(
      Monitored monitored, Configured.Change change, Standing standing, long atNanos) {
    return new Configured(monitored, change, standing, Set.of(), atNanos);
  }

  /** A probe due a millisecond before it was sent, whose outcome is known at {@code endNanos}. */
  public static ProbeEvent.Probed probed(
      Monitored monitored, ProbeOutcome outcome, Standing standing, long endNanos) {
    long took = outcome.match(a -> a.rttNanos(), r -> r.afterNanos(), u -> u.afterNanos(), n -> 0L);
    long sent = endNanos - took;
    int port = outcome.match(a -> 51_000, r -> 51_000, u -> 51_000, n -> 0);
    return new ProbeEvent.Probed(
        monitored,
        new ProbeResult("127.0.0.1", port, sent - 1_000_000, sent, endNanos, outcome),
        standing);
  }

  /** A probe that was answered when its SYN had been sent again so often. */
  public static ProbeEvent.Probed probedAgain(Keepalive keepalive, int again, long endNanos) {
    Facts facts = again == 0 ? Facts.NONE : Facts.NONE.with(FactKey.SYN_RETRANSMITS, again);
    return answered(keepalive, facts, endNanos);
  }

  /** A probe that was answered, and whose connection the target closed first. */
  public static ProbeEvent.Probed closedAtOnce(Keepalive keepalive, long endNanos) {
    return answered(keepalive, Facts.NONE.with(FactKey.CLOSED_AT_ONCE), endNanos);
  }

  private static ProbeEvent.Probed answered(Keepalive keepalive, Facts facts, long endNanos) {
    ProbeResult result =
        new ProbeResult("127.0.0.1", 51_000, endNanos, endNanos, endNanos, answered(9), facts);
    return new ProbeEvent.Probed(keepalive, result, ALIVE);
  }

  public static ProbeEvent.Changed changed(
      Monitored monitored, int service, Standing from, Standing to, long atNanos) {
    return new ProbeEvent.Changed(
        monitored,
        monitored.services().get(service),
        new Transition(from, to, atNanos, "3 failures: refused"));
  }

  public static ProbeOutcome answered(long rttNanos) {
    return new ProbeOutcome.Answered(rttNanos);
  }

  public static ProbeOutcome refused(long afterNanos) {
    return new ProbeOutcome.Rejected(Reason.REFUSED, "RST from 127.0.0.1", afterNanos);
  }

  public static ProbeOutcome unanswered(long afterNanos) {
    return new ProbeOutcome.Unanswered(afterNanos);
  }

  public static ProbeOutcome notProbed() {
    return new ProbeOutcome.NotProbed(Reason.NO_SOURCE_PORT, "51000-51000 are all in use");
  }

  private static Keepalive keepalive(String name, ProbeSpec spec, String... services) {
    return new Keepalive(
        name,
        spec,
        Rule.DEFAULT,
        Arrays.stream(services).map(service -> new Service(service, false)).toList());
  }
}
