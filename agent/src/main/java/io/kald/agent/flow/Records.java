package io.kald.agent.flow;

import io.kald.agent.flow.TcpExchange.Close;
import io.kald.agent.flow.TcpExchange.Forgotten;
import io.kald.agent.flow.TcpExchange.Timestamps;
import io.kald.agent.pcap.Addresses;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records of what is over. The text of an address is made once while it recurs, which is
 * most of what a record costs.
 */
final class Records {
  /** Prober by prober and target by target: of more addresses than that, texts are made again. */
  private static final int TEXTS = 1 << 15;

  private record Text(int version, long high, long low, String text) {}

  // state
  private final @Nullable Text[] texts = new @Nullable Text[TEXTS];

  TcpExchange tcp(Flow flow, Close close) {
    return new TcpExchange(
        client(flow),
        server(flow),
        moment(flow.synFrame, flow.synNanos),
        flow.synAgain(),
        moment(flow.synAckFrame, flow.synAckNanos),
        moment(flow.establishedFrame, flow.establishedNanos),
        moment(flow.closingFrame, flow.closingNanos),
        flow.closedBy,
        close,
        new Moment(flow.lastFrame, flow.lastNanos),
        flow.packets,
        flow.client.bytes,
        flow.server.bytes,
        flow.retransmissions(),
        flow.rejection,
        flow.httpStatus,
        forgotten(flow),
        uptime(flow));
  }

  EchoExchange echo(Echo echo) {
    return new EchoExchange(
        text(echo.ipVersion(), echo.clientHigh, echo.clientLow),
        text(echo.ipVersion(), echo.serverHigh, echo.serverLow),
        echo.clientPort(),
        echo.serverPort(),
        moment(echo.requestFrame, echo.requestNanos),
        moment(echo.replyFrame, echo.replyNanos),
        echo.duplicates,
        echo.rejection);
  }

  Endpoint client(Key key) {
    return new Endpoint(text(key.ipVersion(), key.clientHigh, key.clientLow), key.clientPort());
  }

  Endpoint server(Key key) {
    return new Endpoint(text(key.ipVersion(), key.serverHigh, key.serverLow), key.serverPort());
  }

  String text(int version, long high, long low) {
    int at = (int) (low ^ (low >>> 15) ^ high) & (TEXTS - 1);
    @Nullable Text known = texts[at];
    if (known == null || known.low != low || known.high != high || known.version != version) {
      known = new Text(version, high, low, Addresses.text(version, high, low));
      texts[at] = known;
    }
    return known.text;
  }

  private static @Nullable Moment moment(long frame, long atNanos) {
    return frame == 0 ? null : new Moment(frame, atNanos);
  }

  private static @Nullable Forgotten forgotten(Flow flow) {
    boolean known = flow.resumedFrame != 0 && (flow.resumedReset || flow.resumedAgain > 1);
    return known
        ? new Forgotten(
            new Moment(flow.quietFrame, flow.quietNanos),
            new Moment(flow.resumedFrame, flow.resumedNanos),
            flow.resumedReset)
        : null;
  }

  private static @Nullable Timestamps uptime(Flow flow) {
    return flow.uptimeFirstFrame == 0
        ? null
        : new Timestamps(
            new Moment(flow.uptimeFirstFrame, flow.uptimeFirstNanos),
            flow.uptimeFirst,
            new Moment(flow.uptimeLastFrame, flow.uptimeLastNanos),
            flow.uptimeLast);
  }
}
