package io.kald.probe.phone.link;

import io.kald.probe.LocalFailure;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.ProbeResult;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.phone.GroupMachine;
import io.kald.probe.phone.Order;
import io.kald.probe.phone.TcpSample;
import io.kald.probe.phone.Trouble;
import io.kald.probe.phone.Written;
import io.kald.probe.time.NanoClock;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.SccpMessage;
import io.kald.sccp.Unregister;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A phone at its nodes: carries out on real connections what the group's rules order, and brings
 * back what happens. Confined to its loop.
 */
public final class PhoneGroup {
  // deps
  private final NanoClock clock;
  private final Listener listener;
  private final LinkOpener opener;
  private final PhoneWords words;
  private final @Nullable TcpDelivery delivery;
  private final GroupMachine machine;
  private final List<PhoneNode> nodes;
  private final Hands hands = new Hands();
  private final Ears ears = new Ears();
  private final Hearing hearing;
  private final LinkFaults faults;

  // state
  private final @Nullable String[] addresses; // null: never told
  private final List<@Nullable PhoneLink> links;
  private boolean begun;
  private boolean draining;
  private boolean over;

  /**
   * A phone that has not begun.
   *
   * @param delivery what asks the kernel, or null: this transport cannot
   * @param network distinguishes faults of this machine from those of nodes
   */
  PhoneGroup(
      PhoneSpec spec,
      PhoneSecurity security,
      EventLoop loop,
      NanoClock clock,
      @Nullable TcpDelivery delivery,
      OwnNetwork network,
      Listener listener) {
    this.clock = clock;
    this.listener = listener;
    this.opener = new LinkOpener(loop, spec, security, network.errors());
    this.words = new PhoneWords(spec.device());
    this.delivery = delivery;
    this.machine = new GroupMachine(spec);
    this.faults = new LinkFaults(network, spec.egress(), spec.allNodes(), clock);
    this.hearing = new Hearing(machine, spec.device().protocol(), clock);
    this.nodes = spec.allNodes();
    this.addresses = new @Nullable String[nodes.size()];
    this.links = new ArrayList<>(Collections.nCopies(nodes.size(), null));
  }

  /**
   * What phones cannot do on this machine, a sentence each.
   *
   * @param epoll whether the loops are epoll's
   */
  public static List<String> missing(boolean epoll) {
    return TcpDelivery.missing(epoll);
  }

  /** The node that holds the phone for registered, or null. */
  public @Nullable String registeredAt() {
    return machine.registeredAt();
  }

  /** Looks for a node to register with. */
  public void start() {
    begun = true;
    input(() -> machine.start(now()));
  }

  /**
   * The numeric address of the node at a place, or empty: its name has none. A node whose address
   * was never told is waited for as long as for a connection, once.
   */
  public void address(int place, String address) {
    String before = addresses[place];
    addresses[place] = address;
    boolean fresh = (before == null || before.isEmpty()) && !address.isEmpty();
    if (fresh && begun && !over) {
      input(() -> machine.addressed(place, now()));
    }
  }

  /** Another detection and other timers from now on; what the phone registers as is the same. */
  public void rules(PhoneSpec spec) {
    opener.userTimeout(spec);
    for (PhoneLink link : links) {
      if (link != null) {
        link.userTimeout(opener.userTimeoutMillis());
      }
    }
    if (!over) {
      input(() -> machine.rules(spec, now()));
    }
  }

  /** The time that {@link Listener#wakeAt} named has come. */
  public void moment() {
    if (!over) {
      input(() -> machine.moment(now()));
    }
  }

  /** Unregisters and closes; {@link Listener#gone} when that is done. */
  public void stop(String why) {
    if (!over) {
      input(() -> machine.stop(why, now()));
    }
  }

  /** Closes everything at once, without a word to anybody. */
  public void abort() {
    over = true;
    for (PhoneLink link : links) {
      if (link != null) {
        link.close(true);
      }
    }
  }

  private long now() {
    return clock.nanoTime();
  }

  private void input(Runnable step) {
    machine.wakes(now());
    step.run();
    if (draining || over) {
      return;
    }
    draining = true;
    try {
      Order order = machine.nextOrder();
      while (order != null && !over) {
        order.accept(hands);
        order = machine.nextOrder();
      }
    } finally {
      draining = false;
    }
    if (over) {
      return; // a fault of ours has ended it meanwhile
    }
    if (machine.gone()) {
      over = true;
      listener.gone();
    } else {
      listener.wakeAt(machine.nextNanos(now()));
    }
  }

  private void ended(PhoneLink link, Trouble trouble) {
    int place = link.place();
    input(
        () -> {
          long nowNanos = now();
          long sinceNanos = machine.unansweredNanos(place, nowNanos);
          Trouble known = faults.explained(link, trouble, sinceNanos, nowNanos);
          machine.ended(place, known, nowNanos);
        });
  }

  /** Takes what a phone does and finds out; on its loop. */
  public interface Listener {
    /** Runs a step of the group; what it throws is our own fault. */
    void guarded(Runnable step);

    /** A fact. */
    void fact(PhoneFact fact, long atNanos);

    /** A KeepAlive on the active link was judged; its fact was told before. */
    void probed(ProbeResult result);

    /** KeepAlives were slept through. */
    void skipped(long count, long fromNanos, long atNanos);

    /** The group is registered again. */
    void alive(String reason, long atNanos);

    /** The group has lost its node and is looking for another. */
    void dying(String reason, long atNanos);

    /** All nodes were tried and none took the phone. */
    void down(String reason, long atNanos);

    /** {@link PhoneGroup#moment} is wanted then, and not at the time named before. */
    void wakeAt(long nanos);

    /** {@link PhoneGroup#stop} has been carried out; nothing else will be told. */
    void gone();
  }

  /** Does what is ordered. */
  private final class Hands implements Order.Taker {
    @Override
    public void take(Order.Connect order) {
      int place = order.place();
      PhoneNode node = nodes.get(place);
      String address = addresses[place];
      if (address == null) {
        input(() -> machine.unnamed(place, now()));
        return;
      }
      if (address.isEmpty()) {
        input(() -> machine.ended(place, Trouble.noAddress(node.host()), now()));
        return;
      }
      PhoneLink link = new PhoneLink(place, address, clock, ears);
      links.set(place, link);
      opener.open(link, node.port());
    }

    @Override
    public void take(Order.Send order) {
      PhoneLink link = links.get(order.place());
      if (link == null) {
        return;
      }
      long beforeNanos = now();
      link.sends(beforeNanos);
      link.send(messages(order, link));
      if (order.word() == Order.Word.KEEP_ALIVE) {
        keepAliveSent(link, beforeNanos);
      }
    }

    private void keepAliveSent(PhoneLink link, long beforeNanos) {
      long mark = TcpSample.UNKNOWN;
      long leftNanos = beforeNanos;
      int fd = link.fd();
      if (delivery != null && fd >= 0) {
        mark = delivery.mark(fd, link.wire().written());
        if (!Written.atOnce(beforeNanos, now())) {
          long sinceNanos = delivery.sinceSentNanos(fd);
          leftNanos = Written.leftNanos(beforeNanos, now(), sinceNanos);
        }
      }
      machine.keepAliveSent(link.place(), mark, leftNanos);
    }

    private List<SccpMessage> messages(Order.Send order, PhoneLink link) {
      return switch (order.word()) {
        case REGISTER -> words.register(order.reason(), link.local());
        case CAPABILITIES -> words.capabilities();
        case QUESTIONS -> words.questions();
        case KEEP_ALIVE -> List.of(KeepAlive.INSTANCE);
        case TOKEN -> words.token(link.local());
        case UNREGISTER -> List.of(Unregister.SILENT);
      };
    }

    @Override
    public void take(Order.Look order) {
      PhoneLink link = links.get(order.place());
      boolean blind = delivery == null || link == null || link.fd() < 0;
      TcpSample sample =
          blind
              ? TcpSample.NONE
              : Objects.requireNonNull(delivery).sample(Objects.requireNonNull(link).fd());
      if (link != null && sample.acknowledged(link.wire().written())) {
        faults.answered(link);
      }
      machine.sampled(order.place(), sample, now());
    }

    @Override
    public void take(Order.Ask order) {
      PhoneLink link = links.get(order.place());
      LocalFailure own = link == null ? null : faults.silent(link, order.sinceNanos());
      machine.hostAsked(order.place(), order.question(), own, now());
    }

    @Override
    public void take(Order.RtoMax order) {
      PhoneLink link = links.get(order.place());
      if (delivery != null && link != null && link.fd() >= 0) {
        delivery.rtoMax(link.fd(), order.millis());
      }
    }

    @Override
    public void take(Order.Close order) {
      PhoneLink link = links.set(order.place(), null);
      if (link != null) {
        link.close(order.abort());
      }
    }

    @Override
    public void take(Order.Tell order) {
      listener.fact(order.fact(), now());
    }

    @Override
    public void take(Order.Judged order) {
      PhoneLink link = links.get(order.place());
      PhoneFact.Exchange exchange = order.exchange();
      listener.fact(link == null ? exchange : exchange.by(link.address(), link.localPort()), now());
      if (order.exchange().link() == PhoneFact.Link.ACTIVE && !order.late()) {
        String used = link == null ? address(order.place()) : link.address();
        listener.probed(PhoneResults.of(order, used, link == null ? 0 : link.localPort(), now()));
      }
    }

    @Override
    public void take(Order.OwnFault order) {
      int place = order.place();
      LocalFailure fault = order.fault();
      listener.fact(
          new PhoneFact.OwnFault(
              nodes.get(place).name(), fault.reason(), fault.detail(), order.retryNanos()),
          now());
      listener.probed(PhoneResults.of(order, address(place), now()));
    }

    private String address(int place) {
      return Objects.requireNonNullElse(addresses[place], "");
    }

    @Override
    public void take(Order.Skipped order) {
      listener.skipped(order.count(), order.fromNanos(), now());
    }

    @Override
    public void take(Order.Stand order) {
      switch (order.health()) {
        case ALIVE -> listener.alive(order.reason(), now());
        case DYING -> listener.dying(order.reason(), now());
        case DOWN -> listener.down(order.reason(), now());
      }
    }
  }

  /** Brings back what happens on connections; those that were let go have nothing to say. */
  private final class Ears implements PhoneLink.Listener {
    @Override
    public void connected(PhoneLink link) {
      if (current(link)) {
        listener.guarded(
            () -> {
              faults.connected(link);
              input(() -> machine.connected(link.place(), now()));
            });
      }
    }

    @Override
    public void received(PhoneLink link, SccpMessage message) {
      if (current(link)) {
        listener.guarded(
            () -> {
              faults.answered(link);
              input(() -> hearing.hear(link.place(), message));
            });
      }
    }

    @Override
    public void ended(PhoneLink link, Trouble trouble) {
      if (current(link)) {
        listener.guarded(() -> PhoneGroup.this.ended(link, trouble));
      }
    }

    private boolean current(PhoneLink link) {
      return !over && links.get(link.place()) == link;
    }
  }
}
