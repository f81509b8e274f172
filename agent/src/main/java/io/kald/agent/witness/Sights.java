package io.kald.agent.witness;

import io.kald.agent.audit.OnWire;
import io.kald.agent.flow.EchoExchange;
import io.kald.agent.flow.Endpoint;
import io.kald.agent.flow.FlowListener;
import io.kald.agent.flow.SccpSeen;
import io.kald.agent.flow.TcpExchange;
import org.jspecify.annotations.Nullable;

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

  Sights(Taker taker) {
    this.taker = taker;
  }

  @Override
  public void onTcp(TcpExchange exchange) {
    take(new ProbeKey("tcp", exchange.server(), exchange.client().port()), OnWire.of(exchange));
  }

  @Override
  public void onEcho(EchoExchange exchange) {
    take(
        new ProbeKey("icmp", new Endpoint(exchange.target(), 0), exchange.identifier()),
        OnWire.of(exchange));
  }

  @Override
  public void onSccp(SccpSeen message) {
    // Not asked for, see below.
  }

  @Override
  public boolean wantsSccp() {
    return false;
  }

  private void take(ProbeKey key, @Nullable OnWire seen) {
    if (seen != null) {
      taker.seen(key, seen);
    }
  }
}
