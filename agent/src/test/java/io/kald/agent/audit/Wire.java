package io.kald.agent.audit;

import io.kald.agent.flow.Endpoint;
import io.kald.agent.flow.Moment;
import io.kald.agent.flow.SccpSeen;
import io.kald.agent.flow.TcpExchange;
import io.kald.agent.flow.TcpExchange.Close;
import io.kald.agent.flow.TcpExchange.Side;
import io.kald.agent.flow.TcpExchange.Timestamps;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.SccpMessage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Exchanges as a flow table tells them; times in seconds from a day in 2005. */
final class Wire {
  static final long EPOCH = 1_129_800_136_000_000_000L;
  static final String PROBER = "192.0.2.9";
  static final Endpoint SERVER = new Endpoint("192.0.2.1", 51000);

  private final Audit audit;
  private long frame;
  private int port = 1023;
  private double last;
  private String prober = PROBER;

  private @Nullable Double ticksPerSecond;
  private double uptimeSeconds;

  private Wire(Audit audit) {
    this.audit = audit;
  }

  static Wire judgedBy(String settings) {
    return new Wire(new Audit(Plan.settings(Terms.settings(settings))));
  }

  static Wire judgedByItself() {
    return new Wire(new Audit(Plan.inferred()));
  }

  static Wire judgedBy(Plan plan) {
    return new Wire(new Audit(plan));
  }

  /** The prober sends TCP timestamps, and was up for that long at second 0. */
  Wire timestamps(double rate, double uptime) {
    ticksPerSecond = rate;
    uptimeSeconds = uptime;
    return this;
  }

  /** Probes leave from here. */
  Wire from(String address) {
    prober = address;
    return this;
  }

  /** A probe that is answered after a while and closed by RST. */
  Wire good(double at, double rtt) {
    return tcp(at, rtt, Close.RST, ++port);
  }

  Wire good(double at) {
    return good(at, 0.0052);
  }

  /** A probe nothing comes back for. */
  Wire silent(double at) {
    return tcp(at, -1, Close.SILENT, ++port);
  }

  Wire refused(double at) {
    return tcp(at, -1, Close.REFUSED, ++port);
  }

  Wire tcp(double at, double rtt, Close close, int sourcePort, double... again) {
    Moment syn = moment(at);
    @Nullable Moment synAck = rtt < 0 ? null : moment(at + rtt);
    @Nullable Moment ack = rtt < 0 || close == Close.HALF_OPEN ? null : moment(at + rtt);
    @Nullable Moment closing =
        close == Close.SILENT ? null : moment(at + Math.max(rtt, 0) + 0.0001);
    List<Moment> repeated = Arrays.stream(again).mapToObj(a -> moment(at + a)).toList();
    Moment end = closing == null ? syn : closing;
    audit
        .observed()
        .onTcp(
            new TcpExchange(
                new Endpoint(prober, sourcePort),
                SERVER,
                syn,
                repeated,
                synAck,
                ack,
                closing,
                close == Close.REFUSED || close == Close.RESET_BY_SERVER
                    ? Side.SERVER
                    : Side.CLIENT,
                close,
                end,
                4,
                0,
                0,
                List.of(),
                null,
                0,
                null,
                uptime(at, syn)));
    return this;
  }

  private @Nullable Timestamps uptime(double at, Moment syn) {
    if (ticksPerSecond == null) {
      return null;
    }
    long ticks = (long) ((uptimeSeconds + at) * ticksPerSecond) & 0xffff_ffffL;
    return new Timestamps(syn, ticks, syn, ticks);
  }

  Moment moment(double seconds) {
    last = Math.max(last, seconds);
    return new Moment(++frame, EPOCH + Math.round(seconds * 1e9));
  }

  /** A message of a phone, acknowledged by TCP after 50 ms. */
  Wire phone(long link, double at, SccpMessage message) {
    return sccp(link, at, true, message, true);
  }

  /** A message of a node. */
  Wire node(long link, double at, SccpMessage message) {
    return sccp(link, at, false, message, true);
  }

  Wire sccp(long link, double at, boolean fromPhone, SccpMessage message, boolean acknowledged) {
    return sccp(link, at, fromPhone, message, acknowledged ? 0.05 : -1);
  }

  /** A KeepAlive that nothing acknowledges, and that is sent again after so many seconds. */
  Wire lost(long link, double at, double... again) {
    return sccp(link, at, true, KeepAlive.INSTANCE, -1, again);
  }

  private Wire sccp(
      long link, double at, boolean fromPhone, SccpMessage message, double acked, double... again) {
    audit
        .observed()
        .onSccp(
            new SccpSeen(
                link,
                new Endpoint("192.0.2.50", 49_000 + (int) link),
                new Endpoint("192.0.2." + (100 + link), 2000),
                fromPhone,
                message,
                moment(at),
                acked < 0 ? null : moment(at + acked),
                true,
                Arrays.stream(again).mapToObj(a -> moment(at + a)).toList()));
    return this;
  }

  /** The node closes the link. */
  Wire nodeCloses(long link, double at) {
    Moment fin = moment(at);
    audit
        .observed()
        .onTcp(
            new TcpExchange(
                new Endpoint("192.0.2.50", 49_000 + (int) link),
                new Endpoint("192.0.2." + (100 + link), 2000),
                null,
                List.of(),
                null,
                null,
                fin,
                Side.SERVER,
                Close.FIN,
                fin,
                4,
                0,
                0,
                List.of(),
                null,
                0,
                null,
                null));
    return this;
  }

  /** The capture ends with the last packet, or that many seconds after the first. */
  AuditReport until(double seconds) {
    return report(seconds, null);
  }

  AuditReport report() {
    return report(last, null);
  }

  AuditReport report(double seconds, @Nullable Claims claims) {
    long end = EPOCH + Math.round(seconds * 1e9);
    return audit.report(new CaptureFacts("made.pcap", frame, 0, "", EPOCH, end), claims);
  }
}
