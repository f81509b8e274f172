package io.kald.agent.audit;

import io.kald.agent.audit.LinkEvent.Kind;
import io.kald.agent.flow.Endpoint;
import io.kald.agent.flow.Moment;
import io.kald.agent.flow.TcpExchange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One connection of a phone to a node: what was said on it and when it was registered over. */
final class SccpLink {
  // deps
  private final Endpoint phone;
  private final Endpoint node;

  // state
  private final List<LinkEvent> events = new ArrayList<>();
  private List<Beat> beats = List.of();
  private long activeNanos;
  private long standbyNanos;
  private @Nullable TcpExchange connection;

  SccpLink(Endpoint phone, Endpoint node) {
    this.phone = phone;
    this.node = node;
  }

  /** A KeepAlive while its ack is looked for. */
  private static final class Waiting implements CapturedAcks.Waiting {
    private final LinkEvent event;
    private final boolean active;
    private @Nullable Moment acked;
    private boolean doubtful;

    Waiting(LinkEvent event, boolean active) {
      this.event = event;
      this.active = active;
    }

    @Override
    public Moment sent() {
      return event.at();
    }

    @Override
    public @Nullable Moment delivered() {
      return event.acknowledged();
    }

    @Override
    public void answered(Moment ack) {
      acked = ack;
    }

    @Override
    public void doubt() {
      doubtful = true;
    }

    Beat beat() {
      return new Beat(event.at(), active, delivered(), acked, !doubtful, event.again());
    }
  }

  void add(LinkEvent event) {
    events.add(event);
  }

  /** The connection that carried it, when its end is known. */
  void carriedBy(TcpExchange exchange) {
    connection = exchange;
  }

  /** All events are in. */
  void settle() {
    events.sort(Comparator.comparingLong(e -> e.at().atNanos()));
    List<Waiting> found = new ArrayList<>();
    CapturedAcks<Waiting> acks = new CapturedAcks<>();
    boolean active = registeredBefore();
    if (active) {
      acks.registered(true);
    }
    for (LinkEvent event : events) {
      switch (event.kind()) {
        case REGISTER_ACK -> {
          active = true;
          acks.registered(true);
        }
        case UNREGISTER -> {
          active = false;
          acks.registered(false);
        }
        case KEEPALIVE -> {
          Waiting sent = new Waiting(event, active);
          acks.sent(sent);
          found.add(sent);
        }
        case KEEPALIVE_ACK -> acks.acked(event.at());
        default -> {
          // Tokens and resets change nothing here.
        }
      }
    }
    acks.settle();
    beats = found.stream().map(Waiting::beat).toList();
    activeNanos = commonest(true);
    standbyNanos = commonest(false);
  }

  /** Older than the capture: an answered link is a registered one. */
  private boolean registeredBefore() {
    List<Kind> kinds = events.stream().map(LinkEvent::kind).toList();
    int first = kinds.indexOf(Kind.KEEPALIVE);
    return !kinds.contains(Kind.REGISTER)
        && first >= 0
        && kinds.lastIndexOf(Kind.KEEPALIVE_ACK) > first;
  }

  /** From KeepAlive to KeepAlive, where both were sent in one role. */
  private long commonest(boolean active) {
    long[] gaps =
        IntStream.range(0, Math.max(0, beats.size() - 1))
            .filter(i -> beats.get(i).active() == active && beats.get(i + 1).active() == active)
            .mapToLong(i -> beats.get(i + 1).sent().atNanos() - beats.get(i).sent().atNanos())
            .toArray();
    return Gaps.commonest(gaps).meanNanos();
  }

  /** The usual interval while registered, or while not; 0: not seen. */
  long intervalNanos(boolean active) {
    return active ? activeNanos : standbyNanos;
  }

  String name() {
    return "sccp " + phone.address() + " > " + node;
  }

  Endpoint phone() {
    return phone;
  }

  Endpoint node() {
    return node;
  }

  List<LinkEvent> events() {
    return events;
  }

  List<Beat> beats() {
    return beats;
  }

  /** The device's name, if it registered here, or empty. */
  String device() {
    return events.stream()
        .map(LinkEvent::device)
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** What the last RegisterAck asked for, or 0. */
  int askedSeconds() {
    return events.stream().mapToInt(LinkEvent::activeSeconds).reduce(0, (a, b) -> b > 0 ? b : a);
  }

  /** The first event of a kind in a span, or null. */
  @Nullable LinkEvent first(Kind kind, long fromNanos, long toNanos) {
    for (LinkEvent event : events) {
      long at = event.at().atNanos();
      if (event.kind() == kind && at >= fromNanos && at <= toNanos) {
        return event;
      }
    }
    return null;
  }

  /** The first FIN or RST, or null: open to the end of the capture. */
  @Nullable Moment closed() {
    return connection == null ? null : connection.closing();
  }

  /** Whether the node closed it. */
  boolean closedByNode() {
    return connection != null && connection.closedBy() == TcpExchange.Side.SERVER;
  }

  /** Whether {@code exchange} carried it. */
  boolean isOf(TcpExchange exchange) {
    if (!exchange.client().equals(phone) || !exchange.server().equals(node) || events.isEmpty()) {
      return false;
    }
    Moment syn = exchange.syn();
    long first = events.get(0).at().atNanos();
    return (syn == null || syn.atNanos() <= first) && exchange.last().atNanos() >= first;
  }
}
