package io.kald.probe.tcp;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.PortRange;
import io.kald.probe.ProbeResult;
import io.kald.probe.TcpClose;
import io.kald.probe.host.EgressCheck;
import io.kald.probe.host.HostNetwork;
import io.kald.probe.lab.Netns;
import io.kald.probe.net.EventLoopTimers;
import io.kald.probe.net.Loops;
import io.kald.probe.time.NanoClock;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One loop with its TCP probers, in a namespace or not. */
final class ProbeLoop implements AutoCloseable {
  static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  final EventLoop loop;
  private final Loops loops;
  private final TcpProbers probers;
  private final HostNetwork network;
  private final EgressCheck egress;
  private int reports;
  private final List<String> ports = new ArrayList<>();

  /** What was reported as a bug of ours. */
  final List<Throwable> faults = new CopyOnWriteArrayList<>();

  private ProbeLoop(boolean nativeWanted, int kept, @Nullable Netns netns, NanoClock clock) {
    loops = Loops.start("probe-test", 1, nativeWanted);
    loop = loops.all().get(0);
    network =
        on(
            () -> {
              if (netns != null) {
                netns.enter();
              }
              return HostNetwork.open(clock);
            });
    egress = on(network::onLoop);
    probers = on(() -> TcpProbers.on(loop, clock, kept, egress, faults::add));
  }

  static ProbeLoop epoll() {
    return new ProbeLoop(true, 1, null, NanoClock.SYSTEM);
  }

  static ProbeLoop epoll(Netns netns, int kept) {
    return new ProbeLoop(true, kept, netns, NanoClock.SYSTEM);
  }

  static ProbeLoop nio(@Nullable Netns netns) {
    return new ProbeLoop(false, 0, netns, NanoClock.SYSTEM);
  }

  /** In a namespace, with probers whose time is ahead by so much. */
  static ProbeLoop in(Netns netns, boolean epoll, AtomicLong aheadNanos) {
    NanoClock clock = () -> NanoClock.SYSTEM.nanoTime() + aheadNanos.get();
    return new ProbeLoop(epoll, epoll ? 1 : 0, netns, clock);
  }

  /** With probers that see another time. */
  static ProbeLoop with(NanoClock clock, boolean epoll) {
    return new ProbeLoop(epoll, 0, null, clock);
  }

  static TcpSpec spec(int port, TcpClose close) {
    return new TcpSpec("target.test", port, close, Family.ANY, Egress.DEFAULT);
  }

  static TcpSpec from(PortRange range, int port, TcpClose close) {
    Egress egress = new Egress(null, range, null, Egress.KERNEL, Egress.KERNEL, Egress.KERNEL);
    return new TcpSpec("target.test", port, close, Family.ANY, egress);
  }

  static TcpSpec from(Egress egress, int port) {
    return new TcpSpec("target.test", port, TcpClose.RST, Family.ANY, egress);
  }

  /** Runs on the loop. */
  <T> T on(Callable<T> work) {
    return get(loop.submit(work));
  }

  TcpProber open(TcpSpec spec, String address) {
    return on(() -> probers.open(spec, address, (port, ill) -> ports.add(port + " " + ill)));
  }

  /** Waits until what the kernel has reported of a namespace's network by now is known. */
  void awaitReports(Netns netns) {
    CompletableFuture<Boolean> known = new CompletableFuture<>();
    network.whenAddressesChange(() -> known.complete(true));
    netns.ip("addr add 192.0.2." + ++reports + "/32 dev lo");
    get(known);
  }

  /** Quarantines told so far. */
  List<String> portsTold() {
    return on(() -> List.copyOf(ports));
  }

  /** One probe by a prober of its own. */
  ProbeResult probe(TcpSpec spec, String address, long timeoutNanos) {
    TcpProber prober = open(spec, address);
    ProbeResult result = probe(prober, timeoutNanos);
    on(
        () -> {
          prober.close();
          return true;
        });
    return result;
  }

  /** One probe; what expire says when it is not over in time. */
  ProbeResult probe(TcpProber prober, long timeoutNanos) {
    CompletableFuture<ProbeResult> done = new CompletableFuture<>();
    EventLoopTimers timers = new EventLoopTimers(loop, NanoClock.SYSTEM);
    on(
        () -> {
          prober.send(timers.nanoTime(), done::complete);
          return timers.runAt(
              timers.nanoTime() + timeoutNanos,
              () -> {
                if (!done.isDone()) {
                  done.complete(prober.expire(timeoutNanos));
                }
              });
        });
    return get(done);
  }

  /**
   * One probe of a loop that looks at it only when something has happened and {@code busyNanos}
   * more have passed; because of an event, or because the time is up.
   */
  ProbeResult probeBusy(TcpProber prober, Runnable something, long busyNanos, boolean timeUp) {
    CompletableFuture<ProbeResult> done = new CompletableFuture<>();
    on(
        () -> {
          prober.send(NanoClock.SYSTEM.nanoTime(), done::complete);
          something.run();
          long until = NanoClock.SYSTEM.nanoTime() + busyNanos;
          while (NanoClock.SYSTEM.nanoTime() - until < 0) {
            Thread.onSpinWait();
          }
          return timeUp && done.complete(prober.expire(PATIENCE));
        });
    return get(done);
  }

  private static <T> T get(java.util.concurrent.Future<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    on(
        () -> {
          probers.close();
          egress.close();
          return true;
        });
    loops.close();
    network.close();
  }
}
