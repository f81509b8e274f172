package io.kald.agent.simulate;

import io.kald.probe.address.IpText;
import io.kald.probe.net.Loops;
import io.kald.sccp.HeaderVersion;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.SccpDecoder;
import io.kald.sccp.SccpEncoder;
import io.kald.sccp.SccpMessage;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call manager, on a loop of its own, so that it can hang without the others. Everything here
 * is confined to that loop but what says otherwise; {@link NodeFaults} switches its faults.
 */
final class NodeServer {
  private static final Logger log = LoggerFactory.getLogger(NodeServer.class);
  private static final long TOKEN_LIFE = TimeUnit.SECONDS.toNanos(60);
  private static final int MISSED_KEEPALIVES = 3;
  private static final int MOST_SWEEPS_PER_KEEPALIVE = 10;

  // deps
  private final int number;
  private final String name;
  private final Cluster cluster;
  private final EventLoop loop;
  private final TokenBook tokens;
  private final DeviceThrottles throttles = new DeviceThrottles();
  private final Counters counters = new Counters();
  private final long keepAliveNanos;
  private final long standbyNanos;
  private final long leastSweepNanos;

  // state
  private final Set<Link> links = new HashSet<>();
  private final AtomicInteger linkCount = new AtomicInteger();
  private final Queue<Runnable> held = new ArrayDeque<>();
  private volatile Fault fault = Fault.NONE;
  private volatile @Nullable InetSocketAddress address;
  private int connections;
  private long sweepNanos;

  NodeServer(int number, String name, Cluster cluster, Loops loops) {
    this.number = number;
    this.name = name;
    this.cluster = cluster;
    this.loop = loops.all().get(0);
    this.tokens = new TokenBook(cluster.rules().tokenDepth(), TOKEN_LIFE);
    this.keepAliveNanos = TimeUnit.SECONDS.toNanos(cluster.rules().keepAliveSeconds());
    this.standbyNanos =
        Math.max(keepAliveNanos, TimeUnit.SECONDS.toNanos(cluster.rules().standbySeconds()));
    this.leastSweepNanos = keepAliveNanos / MOST_SWEEPS_PER_KEEPALIVE;
  }

  /** Starts looking for dead devices. Any thread, once. */
  void start() {
    run(() -> arm(leastSweepNanos));
  }

  String name() {
    return name;
  }

  Counters counters() {
    return counters;
  }

  DeviceThrottles throttles() {
    return throttles;
  }

  TokenBook tokens() {
    return tokens;
  }

  /** What is wrong with it. Any thread. */
  Fault fault() {
    return fault;
  }

  /** For {@link NodeFaults}. */
  void fault(Fault now) {
    fault = now;
  }

  /** Where it listens, or did before it was stopped. Any thread. */
  InetSocketAddress address() {
    InetSocketAddress bound = address;
    if (bound == null) {
      throw new IllegalStateException(name + " does not listen yet");
    }
    return bound;
  }

  /** For {@link NodeFaults}. */
  void address(InetSocketAddress bound) {
    address = bound;
  }

  /** How many connections are open. Any thread. */
  int linkCount() {
    return linkCount.get();
  }

  Set<Link> links() {
    return links;
  }

  /** Does something on this node's loop, as soon as it does not hang. Any thread. */
  void run(Runnable task) {
    loop.execute(task);
  }

  EventLoop loop() {
    return loop;
  }

  void event(String event) {
    cluster.event(name, event);
  }

  /** Makes a connection's pipeline. */
  ChannelInitializer<Channel> initializer() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        SslContext tls = cluster.tls();
        if (tls != null) {
          channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        }
        var version = new HeaderVersion();
        channel
            .pipeline()
            .addLast(
                new SccpDecoder(version),
                new SccpEncoder(version),
                new Link(NodeServer.this, cluster, channel, version, identify(channel)));
      }
    };
  }

  private LinkId identify(Channel channel) {
    // A peer that is gone already has no address.
    boolean known = channel.remoteAddress() instanceof InetSocketAddress;
    InetSocketAddress peer =
        known ? (InetSocketAddress) channel.remoteAddress() : new InetSocketAddress("0.0.0.0", 0);
    return new LinkId(
        number, ++connections, IpText.of(peer.getAddress().getAddress()), peer.getPort());
  }

  void opened(Link link) {
    links.add(link);
    linkCount.incrementAndGet();
    counters.accepted.incrementAndGet();
    if (fault.kind() == Fault.Kind.DROP) {
      PathFilter.attach(link.channel());
    }
  }

  void closed(Link link) {
    if (links.remove(link)) {
      linkCount.decrementAndGet();
    }
  }

  /** Sends an answer, late or not yet if that is the fault. */
  void send(Link link, SccpMessage message) {
    long delay = fault.delayNanos();
    if (delay > 0) {
      if (link.owe()) {
        later(() -> paid(link, message), delay);
      }
    } else {
      deliver(link, message);
    }
  }

  private void paid(Link link, SccpMessage message) {
    link.paid();
    deliver(link, message);
  }

  private void deliver(Link link, SccpMessage message) {
    if (fault.kind() == Fault.Kind.DROP) {
      held.add(() -> write(link, message));
    } else {
      write(link, message);
    }
  }

  private void write(Link link, SccpMessage message) {
    if (!link.channel().isActive()) {
      return;
    }
    if (message == KeepAliveAck.INSTANCE) {
      counters.acks.incrementAndGet();
    }
    var unused = link.channel().writeAndFlush(message, link.channel().voidPromise());
  }

  /** Closes a connection; on a broken path the phone cannot learn of it before that is mended. */
  void close(Link link) {
    if (fault.kind() == Fault.Kind.DROP) {
      held.add(() -> close(link.channel()));
    } else {
      close(link.channel());
    }
  }

  /** Sends and closes what a broken path held back. */
  void sendHeld() {
    for (Runnable each = held.poll(); each != null; each = held.poll()) {
      each.run();
    }
  }

  /** The process is no more: its connections end, and nobody is registered. */
  int die(boolean reset) {
    tokens.clear();
    held.clear();
    int forgotten = 0;
    for (Link link : List.copyOf(links)) {
      forgotten += link.registered() ? 1 : 0;
      link.forget();
      if (reset) {
        reset(link.channel());
      } else {
        close(link.channel());
      }
    }
    return forgotten;
  }

  /** An RST, without the farewell of TLS, which only the pipeline's tail would send. */
  private static void reset(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    ChannelHandlerContext nearestToSocket = channel.pipeline().firstContext();
    var unused = nearestToSocket.close();
  }

  private static void close(Channel channel) {
    var unused = channel.close();
  }

  private void later(Runnable task, long afterNanos) {
    Runnable guarded =
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            log.error("a fault of the simulator: node={}", name, e);
          }
        };
    var unused = loop.schedule(guarded, afterNanos, TimeUnit.NANOSECONDS);
  }

  private void arm(long afterNanos) {
    sweepNanos = cluster.nanoTime() + afterNanos;
    later(this::sweep, afterNanos);
  }

  private void sweep() {
    long now = cluster.nanoTime();
    // After a hang, what phones have sent meanwhile is read first.
    boolean onTime = now - sweepNanos < leastSweepNanos;
    arm(onTime ? Math.max(leastSweepNanos, endSilent(now)) : leastSweepNanos);
  }

  /** Ends what was silent for too long; returns after how many nanoseconds the next one can be. */
  private long endSilent(long nowNanos) {
    long next = MISSED_KEEPALIVES * keepAliveNanos;
    List<Link> silent = new ArrayList<>();
    for (Link link : links) {
      long interval = link.registered() ? keepAliveNanos : standbyNanos;
      long left = MISSED_KEEPALIVES * interval - link.silentNanos(nowNanos);
      if (left <= 0) {
        silent.add(link);
      } else {
        next = Math.min(next, left);
      }
    }
    silent.forEach(Link::silenced);
    return next;
  }
}
