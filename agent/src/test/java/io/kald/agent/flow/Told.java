package io.kald.agent.flow;

import io.kald.agent.pcap.CaptureBuilder;
import java.util.ArrayList;
import java.util.List;

/** What a flow table told of a capture. */
final class Told implements FlowListener {
  final List<TcpExchange> tcp = new ArrayList<>();
  final List<EchoExchange> echoes = new ArrayList<>();
  final List<SccpSeen> sccp = new ArrayList<>();
  final List<SccpSeen> atOnce = new ArrayList<>();
  final List<Moment> unread = new ArrayList<>();
  final FlowTable table;

  private Told(FlowOptions options) {
    table = new FlowTable(options, this);
  }

  Told() {
    this(FlowOptions.USUAL);
  }

  static Told of(CaptureBuilder capture) {
    return of(capture, FlowOptions.USUAL);
  }

  static Told of(CaptureBuilder capture, FlowOptions options) {
    var told = new Told(options);
    capture.read(told.table);
    told.table.finish();
    return told;
  }

  /** Before the end of the capture is told. */
  static Told sofar(CaptureBuilder capture) {
    var told = new Told(FlowOptions.USUAL);
    capture.read(told.table);
    return told;
  }

  @Override
  public void onTcp(TcpExchange exchange) {
    tcp.add(exchange);
  }

  @Override
  public void onEcho(EchoExchange exchange) {
    echoes.add(exchange);
  }

  @Override
  public void onSccp(SccpSeen message) {
    sccp.add(message);
  }

  @Override
  public void onSccpAtOnce(SccpSeen message) {
    atOnce.add(message);
  }

  @Override
  public void onSccpUnread(Endpoint phone, Endpoint node, Moment at) {
    unread.add(at);
  }

  @Override
  public boolean wantsSccpAtOnce() {
    return true;
  }
}
