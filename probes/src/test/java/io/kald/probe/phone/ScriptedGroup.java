package io.kald.probe.phone;

import io.kald.probe.Egress;
import io.kald.probe.LocalFailure;
import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDevice;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PhoneTimers;
import io.kald.probe.Reason;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.time.ManualTime;
import io.kald.probe.time.Timers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A group's rules among nodes that behave as they are told, with time moved by hand. */
final class ScriptedGroup extends GroupRecord implements Order.Taker {
  static final long SECOND = 1_000_000_000L;
  static final long LATENCY = 10_000_000L;

  /** Sees what passes between the phone and a node. */
  interface Tap {
    /** A KeepAlive or an ack passes now. */
    void passed(int place, boolean ack);

    /** How long the node takes to ack the KeepAlive that it got now; below 0: it does not. */
    long ackNanos(int place);

    /** The phone reports what became of a KeepAlive. */
    void judged(PhoneFact.Exchange exchange);
  }

  /** What a node does. */
  enum Node {
    /** Registers and acks, on a standby link by TCP alone. */
    CUCM,
    /** Acks KeepAlives of strangers too, and knows no tokens. */
    SKINNY,
    /** Its TCP lives, it does nothing. */
    HUNG,
    /** Nothing gets through. */
    CUT,
    REFUSING,
    REJECTING,
    /** This machine has no descriptor for it. */
    OURS,
    /** Its name is still being looked up. */
    UNNAMED
  }

  final ManualTime time;
  final long origin;
  final Node[] nodes;
  final GroupMachine machine;

  /** What is told to see every KeepAlive and its ack pass. */
  @Nullable Tap tap;

  /** What a token request is answered with: granted at 0, refused for so many seconds, -1 not. */
  int tokenWait;

  boolean countsBytes = true;
  int primaryInterval = 30;
  int secondaryInterval = 60;

  private @Nullable LocalFailure fault;
  private long faultEndNanos;
  private final long[] sent;
  private final long[] acked;
  private final int[] connection;
  private final boolean[] registered;
  private Timers.@Nullable Timer wake;

  ScriptedGroup(Node... nodes) {
    this(PhoneDetection.DEFAULT, nodes);
  }

  ScriptedGroup(PhoneDetection detection, Node... nodes) {
    this(new ManualTime(), detection, nodes);
  }

  ScriptedGroup(ManualTime time, PhoneDetection detection, Node... nodes) {
    this.time = time;
    this.origin = time.nanoTime();
    this.nodes = nodes;
    sent = new long[nodes.length];
    acked = new long[nodes.length];
    connection = new int[nodes.length];
    registered = new boolean[nodes.length];
    machine = new GroupMachine(spec(detection, nodes.length));
  }

  /** A phone at so many nodes. */
  static PhoneSpec spec(PhoneDetection detection, int count) {
    List<PhoneNode> all =
        IntStream.range(0, count)
            .mapToObj(i -> new PhoneNode("n" + i, "192.0.2." + i, 2000))
            .toList();
    boolean srst = count > 3;
    return new PhoneSpec(
        new PhoneDevice("SEP001122334455", 30_018, 17, 1),
        all.subList(0, Math.min(3, count)),
        srst ? new PhoneNode("srst", "192.0.2.9", 2000) : null,
        PhoneTimers.DEFAULT,
        detection,
        null,
        Egress.DEFAULT);
  }

  ScriptedGroup start() {
    machine.start(now());
    drain();
    return this;
  }

  ScriptedGroup advance(double seconds) {
    time.advance(Math.round(seconds * SECOND));
    return this;
  }

  /** Advances until the phone has told something that begins so. */
  ScriptedGroup until(String beginning) {
    for (int i = 0; i < 100_000; i++) {
      if (facts().stream().anyMatch(f -> f.startsWith(beginning))) {
        return this;
      }
      time.advance(LATENCY);
    }
    throw new AssertionError(beginning + " never came: " + log);
  }

  /** The node closes the connection there is. */
  void end(int place, Trouble how) {
    connection[place]++;
    registered[place] = false;
    machine.wakes(now());
    machine.ended(place, how, now());
    drain();
  }

  void input(Runnable step) {
    machine.wakes(now());
    step.run();
    drain();
  }

  long now() {
    return time.nanoTime();
  }

  int registrations() {
    int count = 0;
    for (boolean each : registered) {
      count += each ? 1 : 0;
    }
    return count;
  }

  private void drain() {
    for (Order order = machine.nextOrder(); order != null; order = machine.nextOrder()) {
      order.accept(this);
    }
    if (wake != null) {
      wake.cancel();
    }
    wake =
        time.runAt(
            machine.nextNanos(now()),
            () -> {
              machine.wakes(now());
              machine.moment(now());
              drain();
            });
  }

  private void later(int place, Runnable step) {
    later(place, now() + LATENCY, step);
  }

  private void later(int place, long atNanos, Runnable step) {
    int mine = connection[place];
    time.runAt(
        atNanos,
        () -> {
          if (mine == connection[place]) {
            machine.wakes(now());
            step.run();
            drain();
          }
        });
  }

  private void note(String what) {
    log.add(String.format(Locale.ROOT, "%.1f%s", (now() - origin) / 1e9, what));
  }

  @Override
  public void take(Order.Connect order) {
    int place = order.place();
    note("> connect n" + place);
    connection[place]++;
    sent[place] = 0;
    acked[place] = 0;
    switch (nodes[place]) {
      case CUT -> {}
      case UNNAMED -> machine.unnamed(place, now());
      case REFUSING ->
          later(place, () -> machine.ended(place, Trouble.unreachable(Reason.REFUSED, ""), now()));
      case OURS ->
          machine.ended(
              place, Trouble.ours(new LocalFailure(Reason.NO_DESCRIPTOR, "EMFILE")), now());
      default -> later(place, () -> machine.connected(place, now()));
    }
  }

  @Override
  public void take(Order.Send order) {
    int place = order.place();
    Node node = nodes[place];
    String word = order.word().name().toLowerCase(Locale.ROOT);
    note("> " + word + " n" + place + (order.reason().isEmpty() ? "" : " " + order.reason()));
    boolean answers = node == Node.CUCM || node == Node.SKINNY;
    switch (order.word()) {
      case REGISTER -> register(place, node);
      case CAPABILITIES -> {}
      case QUESTIONS -> {
        if (answers) {
          later(place, () -> machine.dateTold(place, now()));
        }
      }
      case KEEP_ALIVE -> keepAlive(place, node);
      case TOKEN -> token(place, node);
      case UNREGISTER -> {
        if (answers) {
          registered[place] = false;
          later(place, () -> machine.unregisterAcked(place, true, now()));
        }
      }
    }
  }

  private void register(int place, Node node) {
    if (node == Node.REJECTING) {
      later(place, () -> machine.rejected(place, "Device Unknown", now()));
    } else if (node == Node.CUCM || node == Node.SKINNY) {
      registered[place] = true;
      PhoneTerms terms = new PhoneTerms(primaryInterval * SECOND, secondaryInterval * SECOND, 17);
      later(
          place,
          () -> {
            machine.registerAcked(place, terms, now());
            machine.capabilitiesAsked(place, now());
          });
    }
  }

  private void keepAlive(int place, Node node) {
    sent[place] += 12;
    machine.keepAliveSent(place, countsBytes ? sent[place] : TcpSample.UNKNOWN, now());
    if (node != Node.CUT) {
      acked[place] = sent[place];
    }
    passed(place, false);
    if (node == Node.SKINNY || (node == Node.CUCM && registered[place])) {
      ackLater(place);
    }
  }

  private void ackLater(int place) {
    long delay = tap == null ? LATENCY : tap.ackNanos(place);
    if (delay >= 0) {
      later(
          place,
          now() + delay,
          () -> {
            passed(place, true);
            machine.keepAliveAcked(place, now());
          });
    }
  }

  private void passed(int place, boolean ack) {
    if (tap != null) {
      tap.passed(place, ack);
    }
  }

  private void token(int place, Node node) {
    if (node == Node.CUCM && tokenWait >= 0) {
      long wait = TimeUnit.SECONDS.toNanos(tokenWait);
      later(place, () -> machine.tokenAnswered(place, tokenWait == 0, wait, now()));
    }
  }

  @Override
  public void take(Order.Look order) {
    TcpSample sample = countsBytes ? new TcpSample(acked[order.place()], 0) : TcpSample.NONE;
    note("> look n" + order.place());
    machine.sampled(order.place(), sample, now());
  }

  @Override
  public void take(Order.Ask order) {
    note("> ask n" + order.place());
    LocalFailure own = order.sinceNanos() - faultEndNanos < 0 ? fault : null;
    machine.hostAsked(order.place(), order.question(), own, now());
  }

  @Override
  public void take(Order.OwnFault order) {
    PhoneFact fact =
        new PhoneFact.OwnFault(
            machine.link(order.place()).name(),
            order.fault().reason(),
            order.fault().detail(),
            order.retryNanos());
    note("! " + fact.accept(new FactText()));
  }

  /** From now on this machine has that fault; what is sent goes nowhere. */
  ScriptedGroup broken(Reason reason) {
    fault = new LocalFailure(reason, "by hand");
    faultEndNanos = Long.MAX_VALUE;
    Arrays.fill(nodes, Node.CUT);
    return this;
  }

  /** The fault of this machine. */
  LocalFailure fault() {
    return Objects.requireNonNull(fault);
  }

  /** And now it has not; nodes do not know that anything was. */
  ScriptedGroup mended() {
    faultEndNanos = now();
    Arrays.fill(nodes, Node.CUCM);
    return this;
  }

  @Override
  public void take(Order.RtoMax order) {
    note("> rto n" + order.place() + " " + order.millis());
  }

  @Override
  public void take(Order.Close order) {
    note("> close n" + order.place() + (order.abort() ? " abort" : ""));
    connection[order.place()]++;
    registered[order.place()] = false;
  }

  @Override
  public void take(Order.Tell order) {
    note("! " + order.fact().accept(new FactText()));
  }

  @Override
  public void take(Order.Judged order) {
    exchanges.add(order.exchange());
    if (tap != null) {
      tap.judged(order.exchange());
    }
    LocalFailure own = order.own();
    if (own != null && own.reason() == Reason.STALLED) {
      stalled.add(order.exchange().node());
    }
  }

  @Override
  public void take(Order.Skipped order) {
    note("! skipped " + order.count());
  }

  @Override
  public void take(Order.Stand order) {
    reasons.add(order.reason());
    note("! " + order.health());
  }

  /** What was on the way to the node arrives, and is answered. */
  void heal(int place) {
    nodes[place] = Node.CUCM;
    acked[place] = sent[place];
    machine.keepAliveAcked(place, now());
    drain();
  }

  @Override
  public String toString() {
    return Arrays.toString(nodes) + log;
  }
}
