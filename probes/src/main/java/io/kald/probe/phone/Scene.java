package io.kald.probe.phone;

import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PhoneTimers;
import io.kald.probe.event.PhoneFact;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rules of one group share: its links, which of them is in use, and what they order. */
final class Scene {
  static final int NOBODY = -1;
  private static final int USUALLY_ORDERED = 3;

  // deps
  final List<Link> links;

  // state
  PhoneSpec spec;
  private final ArrayDeque<Order> orders = new ArrayDeque<>(USUALLY_ORDERED);

  /** The link the phone is registered over, or over which it tries to be. */
  int active = NOBODY;

  /** What the last node to register the phone asked for, and what is taken of it. */
  PhoneTerms offered = PhoneTerms.NONE;

  PhoneTerms terms = PhoneTerms.NONE;

  /** When the last stop of this process was found out, and how long it was at least. */
  long wokeNanos;

  long stoppedNanos;

  private Order.@Nullable Health health;

  Scene(PhoneSpec spec) {
    this.spec = spec;
    Detection detection = Detection.of(spec.detection());
    List<Link> made = new ArrayList<>();
    for (PhoneNode node : spec.allNodes()) {
      made.add(
          new Link(
              made.size(),
              node,
              Backoff.seed(spec.device().name(), node.name()),
              Baseline.of(spec.detection().geometric()),
              detection));
    }
    this.links = List.copyOf(made);
  }

  /** Takes other detection and timers; the rest is the same. */
  void rules(PhoneSpec next) {
    spec = next;
    Detection detection = Detection.of(next.detection());
    for (Link link : links) {
      link.keepAlives.detection(detection);
      link.baseline.bounds(next.detection().geometric());
      link.timers(next.timers());
    }
    terms = offered.within(next.timers());
  }

  PhoneTimers timers() {
    return spec.timers();
  }

  /** The link over which the phone is registered, or null. */
  @Nullable Link home() {
    return active != NOBODY && links.get(active).phase() == Link.Phase.REGISTERED
        ? links.get(active)
        : null;
  }

  /** The node that holds the phone for registered, or null. */
  @Nullable String registeredAt() {
    if (active == NOBODY) {
      return null;
    }
    return switch (links.get(active).phase()) {
      case REGISTERED, LEAVING -> links.get(active).name();
      case IDLE, CONNECTING, CONNECTED, REGISTERING, ACKED, ASKING -> null;
    };
  }

  boolean isActive(Link link) {
    return link.place == active;
  }

  void order(Order order) {
    orders.add(order);
  }

  /** The oldest order that was not taken yet, or null. */
  @Nullable Order nextOrder() {
    return orders.poll();
  }

  void send(Link link, Order.Word word) {
    order(new Order.Send(link.place, word, ""));
  }

  void tell(PhoneFact fact) {
    order(new Order.Tell(fact));
  }

  /** The only place where what the world is told about the group changes. */
  void stand(Order.Health next, String reason) {
    if (next != health) {
      health = next;
      order(new Order.Stand(next, reason));
    }
  }

  void connect(Link link, long nowNanos) {
    link.connecting(nowNanos, nowNanos + timers().connectNanos());
    order(new Order.Connect(link.place));
  }

  /** Closes what there is of a connection. */
  void close(Link link, boolean abort) {
    if (!link.isIdle()) {
      order(new Order.Close(link.place, abort));
    }
    link.idle();
  }
}
