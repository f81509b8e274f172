package io.kald.agent.simulate;

import io.kald.agent.text.Printable;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import io.kald.sccp.SccpMessage;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What the nodes of a cluster have in common. Any thread. */
final class Cluster {
  // deps
  private final CucmOptions.Rules rules;
  private final @Nullable SslContext tls;
  private final @Nullable TraceWriter traces;
  private final CucmListener listener;
  private final ZoneId zone = ZoneId.systemDefault();

  // state
  private final DeviceTable<Link> devices = new DeviceTable<>();
  private final List<NodeServer> nodes = new CopyOnWriteArrayList<>();

  Cluster(
      CucmOptions.Rules rules,
      @Nullable SslContext tls,
      @Nullable TraceWriter traces,
      CucmListener listener) {
    this.rules = rules;
    this.tls = tls;
    this.traces = traces;
    this.listener = listener;
  }

  void add(NodeServer node) {
    nodes.add(node);
  }

  List<NodeServer> nodes() {
    return nodes;
  }

  CucmOptions.Rules rules() {
    return rules;
  }

  @Nullable SslContext tls() {
    return tls;
  }

  DeviceTable<Link> devices() {
    return devices;
  }

  /** Tells of an event that no phone makes. */
  void event(String node, String event) {
    listener.onEvent(node, new CucmEvent(null, Printable.of(event)));
  }

  /** Tells of what a phone does; the words may be its own. */
  void event(String node, CucmEvent.Kind kind, String event) {
    listener.onEvent(node, new CucmEvent(kind, Printable.of(event)));
  }

  /** Whether lines are worth making. */
  boolean traced() {
    return traces != null;
  }

  void trace(int nodeNumber, TraceText text) {
    if (traces != null) {
      traces.add(nodeNumber - 1, WallClock.SYSTEM.now().toEpochMilli(), text);
    }
  }

  long traceLinesLost() {
    return traces == null ? 0 : traces.lost();
  }

  long nanoTime() {
    return NanoClock.SYSTEM.nanoTime();
  }

  SccpMessage timeDate() {
    return Answers.timeDate(WallClock.SYSTEM.now(), zone);
  }

  /** The cluster's nodes as a phone is told them. */
  SccpMessage servers(int version) {
    List<String> names = new ArrayList<>();
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (NodeServer node : nodes) {
      names.add(node.name());
      addresses.add(node.address());
    }
    return Answers.servers(names, addresses, version);
  }
}
