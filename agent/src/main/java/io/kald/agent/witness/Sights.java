package io.kald.agent.witness;

import io.kald.agent.audit.KeepAlivesSeen;
import io.kald.agent.audit.OnWire;
import io.kald.agent.flow.EchoExchange;
import io.kald.agent.flow.Endpoint;
import io.kald.agent.flow.FlowListener;
import io.kald.agent.flow.Moment;
import io.kald.agent.flow.SccpSeen;
import io.kald.agent.flow.TcpExchange;
import java.util.List;

/** Turns what the flow table puts together into what results are held against. */
final class Sights implements FlowListener {
  /** Takes a probe that packets show. */
  @FunctionalInterface
  interface Taker {
    /** One probe. */
    void seen(ProbeKey key, OnWire seen);
  }

  // deps
  private final Taker taker;
  private final KeepAlivesSeen keepAlives;

  /** KeepAlives go into {@code keepAlives}. */
  Sights(Taker taker, KeepAlivesSeen keepAlives) {
    this.taker = taker;
    this.keepAlives = keepAlives;
  }

  @Override
  public void onTcp(TcpExchange exchange) {
    // Who is who is not known of a connection that is older than the capture.
    keepAlives.ended(exchange.client(), exchange.server());
    keepAlives.ended(exchange.server(), exchange.client());
    Moment syn = exchange.syn();
    if (syn != null) {
      take(
          new ProbeKey("tcp", exchange.server(), exchange.client().port()),
          syn,
          exchange.rttNanos(),
          exchange.closedAtOnce());
    }
  }

  @Override
  public void onEcho(EchoExchange exchange) {
    Moment request = exchange.request();
    if (request != null) {
      take(
          new ProbeKey("icmp", new Endpoint(exchange.target(), 0), exchange.identifier()),
          request,
          exchange.rttNanos(),
          false);
    }
  }

  @Override
  public void onSccp(SccpSeen message) {
    keepAlives.over(message);
  }

  @Override
  public void onSccpAtOnce(SccpSeen message) {
    keepAlives.sent(message);
  }

  @Override
  public void onSccpUnread(Endpoint phone, Endpoint node, Moment at) {
    keepAlives.unread(phone, node, at);
  }

  @Override
  public boolean wantsSccpAtOnce() {
    return true;
  }

  /** Which packets they are is not kept: while kald runs nobody looks them up. */
  private void take(ProbeKey key, Moment sent, long rttNanos, boolean closedByTarget) {
    taker.seen(key, new OnWire(sent.atNanos(), rttNanos, rttNanos >= 0, closedByTarget, List.of()));
  }
}
