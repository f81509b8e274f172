package io.kald.agent.simulate;

import io.kald.agent.simulate.CucmState.NodeState;
import io.kald.agent.text.ErrorText;
import io.kald.probe.name.HostNames;
import io.kald.probe.net.Loops;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A simulated cluster of call managers on this machine's addresses. Each node has a thread of its
 * own, and one more, the desk, switches faults. May be used by any thread but those.
 */
public final class Cucm implements AutoCloseable {
  private static final long DESK_SECONDS = 10;

  // deps
  private final Cluster cluster;
  private final @Nullable TraceWriter traces;
  private final ScheduledExecutorService desk;

  // state
  private final Map<String, CucmNode> nodes = new LinkedHashMap<>();
  private final List<NodeFaults> faults = new ArrayList<>();
  private @Nullable Control control;

  private Cucm(CucmOptions options, CucmListener listener) throws SimulationException {
    SslContext tls = tls(options.tls());
    this.traces = traces(options);
    this.cluster = new Cluster(options.rules(), tls, traces, listener);
    this.desk =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "kald-cucm-desk");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Starts a cluster that tells nobody what happens in it. */
  public static Cucm start(CucmOptions options) throws SimulationException {
    return start(options, CucmListener.NONE);
  }

  /**
   * Starts a cluster; every node listens when this has returned.
   *
   * @throws SimulationException when an address, a certificate or a directory cannot be had
   */
  public static Cucm start(CucmOptions options, CucmListener listener) throws SimulationException {
    Cucm cucm = new Cucm(options, listener);
    try {
      cucm.open(options);
      return cucm;
    } catch (IllegalStateException e) {
      cucm.close();
      throw new SimulationException(String.valueOf(e.getMessage()));
    } catch (SimulationException e) {
      cucm.close();
      throw e;
    }
  }

  private void open(CucmOptions options) throws SimulationException {
    for (CucmOptions.Node wanted : options.nodes()) {
      openNode(wanted);
    }
    for (CucmOptions.TimedFault each : options.script()) {
      CucmNode node = nodes.get(each.node());
      if (node == null) {
        throw new SimulationException(unknown(each.node()));
      }
      var unused =
          desk.schedule(() -> scripted(node, each), each.afterNanos(), TimeUnit.NANOSECONDS);
    }
    InetSocketAddress at = options.control();
    if (at != null) {
      control = Control.start(at, this);
    }
  }

  private void openNode(CucmOptions.Node wanted) throws SimulationException {
    InetSocketAddress at;
    try {
      at = new InetSocketAddress(HostNames.once(wanted.host()), wanted.port());
    } catch (UnknownHostException e) {
      throw new SimulationException(String.valueOf(e.getMessage()));
    }
    Loops loops = Loops.start("kald-" + wanted.name(), 1, true);
    NodeServer server = new NodeServer(nodes.size() + 1, wanted.name(), cluster, loops);
    NodeFaults switches = new NodeFaults(server, loops);
    faults.add(switches);
    switches.listen(at);
    server.start();
    cluster.add(server);
    nodes.put(wanted.name(), new CucmNode(server, fault -> ask(() -> switches.change(fault))));
  }

  private void scripted(CucmNode node, CucmOptions.TimedFault each) {
    try {
      faults.get(List.copyOf(nodes.values()).indexOf(node)).change(each.fault());
    } catch (IllegalStateException e) {
      cluster.event(node.name(), String.valueOf(e.getMessage()));
    }
  }

  /** Has the desk do something and waits for it. */
  private void ask(Runnable change) {
    try {
      desk.submit(change).get();
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the cluster is closed", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(String.valueOf(cause.getMessage()), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a fault was switched", e);
    }
  }

  /**
   * The node of that name.
   *
   * @throws IllegalArgumentException that names those there are, when there is none
   */
  public CucmNode node(String name) {
    CucmNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(unknown(name));
    }
    return node;
  }

  private String unknown(String name) {
    return "there is no node " + name + " (expected: " + String.join(", ", nodes.keySet()) + ")";
  }

  /** All nodes, in the order they were asked for. */
  public List<CucmNode> nodes() {
    return List.copyOf(nodes.values());
  }

  /** The cluster now; does not wait for a node that hangs. */
  public CucmState state() {
    Map<String, String> devices = new LinkedHashMap<>();
    Map<String, Integer> registered = new LinkedHashMap<>();
    cluster
        .devices()
        .forEach(
            (device, link) -> {
              devices.put(device, link.node().name());
              registered.merge(link.node().name(), 1, Integer::sum);
            });
    List<NodeState> states = new ArrayList<>();
    for (NodeServer server : cluster.nodes()) {
      states.add(
          new NodeState(
              server.name(),
              server.address(),
              server.fault(),
              server.linkCount(),
              registered.getOrDefault(server.name(), 0),
              server.counters().now()));
    }
    return new CucmState(states, devices, cluster.traceLinesLost());
  }

  /** Where the control API is; null: nowhere. */
  public @Nullable String controlUrl() {
    return control == null ? null : control.url();
  }

  /** Ends everything; connections are closed. */
  @Override
  public void close() {
    if (control != null) {
      control.close();
    }
    endDesk();
    faults.forEach(NodeFaults::close);
    if (traces != null) {
      traces.close();
    }
  }

  /** A fault that is being switched is in force, and is then taken back, before its node closes. */
  private void endDesk() {
    desk.shutdownNow();
    try {
      if (!desk.awaitTermination(DESK_SECONDS, TimeUnit.SECONDS)) {
        cluster.event("desk", "a fault is still being switched");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static @Nullable SslContext tls(CucmOptions.@Nullable Tls files)
      throws SimulationException {
    if (files == null) {
      return null;
    }
    try {
      SslContextBuilder tls =
          SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile());
      Path clients = files.clients();
      return clients == null
          ? tls.build()
          : tls.trustManager(clients.toFile()).clientAuth(ClientAuth.REQUIRE).build();
    } catch (IOException | IllegalArgumentException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new SimulationException(
          "the certificate or its key cannot be read (expected: PEM, the key as PKCS#8 without a"
              + " password): "
              + cause.getMessage());
    }
  }

  private static @Nullable TraceWriter traces(CucmOptions options) throws SimulationException {
    if (options.traceDir() == null) {
      return null;
    }
    try {
      return TraceWriter.start(
          options.traceDir(),
          options.nodes().stream().map(CucmOptions.Node::name).toList(),
          ZoneId.systemDefault(),
          TraceWriter.FILE_BYTES);
    } catch (IOException e) {
      throw new SimulationException(
          "no traces can be written to " + options.traceDir() + ": " + ErrorText.of(e));
    }
  }
}
