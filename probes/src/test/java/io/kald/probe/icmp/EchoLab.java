package io.kald.probe.icmp;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.host.EgressCheck;
import io.kald.probe.host.HostNetwork;
import io.kald.probe.lab.Netns;
import io.kald.probe.net.Loops;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import io.netty.channel.IoEventLoop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Probers on a loop that lives in a namespace, with clocks that can be set. */
final class EchoLab implements AutoCloseable {
  static final long SECOND = 1_000_000_000L;

  final AtomicLong aheadNanos = new AtomicLong();
  final AtomicLong dateSetOnNanos = new AtomicLong();

  /** How long the process is stopped before each reading of the clock. */
  final AtomicLong stoppedNanos = new AtomicLong();

  final NanoClock clock =
      () -> NanoClock.SYSTEM.nanoTime() + aheadNanos.addAndGet(stoppedNanos.get());
  final WallClock wallClock =
      () -> WallClock.SYSTEM.now().plusNanos(aheadNanos.get() + dateSetOnNanos.get());
  final IcmpCounters counters = new IcmpCounters();
  final IoEventLoop loop;
  private final Loops loops;
  private final IcmpProbers probers;
  private final HostNetwork network;
  private final EgressCheck egress;
  private int reports;

  EchoLab(Netns net) throws Exception {
    loops = Loops.start("kald-icmp-test", 1, true);
    loop = (IoEventLoop) loops.all().get(0);
    network =
        on(
            () -> {
              net.enter();
              return HostNetwork.open(clock);
            });
    egress = on(network::onLoop);
    probers = on(() -> new IcmpProbers(loop, clock, wallClock, counters, egress));
  }

  /** Runs something on the loop and waits for it. */
  <T> T on(Callable<T> task) throws Exception {
    return loop.submit(task).get(60, TimeUnit.SECONDS);
  }

  static IcmpSpec spec(String host, Egress egress) {
    return new IcmpSpec(host, Family.ANY, egress, IcmpSpec.DEFAULT_PAYLOAD);
  }

  Prober open(String address) throws Exception {
    return open(address, Egress.DEFAULT);
  }

  Prober open(String address, Egress egress) throws Exception {
    return on(() -> probers.open(spec(address, egress), address));
  }

  IcmpProbers probers() {
    return probers;
  }

  /** Sends; the result comes in its time. */
  CompletableFuture<ProbeResult> ask(Prober prober) {
    CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    loop.execute(() -> prober.send(clock.nanoTime(), result::complete));
    return result;
  }

  static ProbeResult await(CompletableFuture<ProbeResult> result) throws Exception {
    return result.get(10, TimeUnit.SECONDS);
  }

  /** Sends and waits for what comes. */
  ProbeResult probe(Prober prober) throws Exception {
    return await(ask(prober));
  }

  /** Sends and gives what comes a short time; what has not come then has not. */
  ProbeOutcome probeShortly(Prober prober) throws Exception {
    CompletableFuture<ProbeResult> result = ask(prober);
    try {
      return result.get(300, TimeUnit.MILLISECONDS).outcome();
    } catch (TimeoutException e) {
      return end(prober, result);
    }
  }

  /** What came of a probe by now: it may have ended by itself. */
  ProbeOutcome end(Prober prober, CompletableFuture<ProbeResult> result) throws Exception {
    return on(() -> result.isDone() ? result.get() : prober.expire(300_000_000)).outcome();
  }

  ProbeResult probe(String address) throws Exception {
    return probe(open(address));
  }

  /** Waits until what the kernel has reported of a namespace's network by now is known. */
  void awaitReports(Netns net) {
    CompletableFuture<Boolean> known = new CompletableFuture<>();
    network.whenAddressesChange(() -> known.complete(true));
    net.ip("addr add 192.0.2." + ++reports + "/32 dev lo");
    known.orTimeout(10, TimeUnit.SECONDS).join();
  }

  ProbeResult expire(Prober prober, long timeoutNanos) throws Exception {
    return on(() -> prober.expire(timeoutNanos));
  }

  /**
   * Asks all addresses in one run of the loop and waits for so many results; the others expire
   * then.
   */
  Map<String, ProbeResult> probeAll(List<String> addresses, int expected) throws Exception {
    Map<String, ProbeResult> results = new LinkedHashMap<>();
    Map<String, Prober> all = new LinkedHashMap<>();
    for (String address : addresses) {
      all.put(address, open(address));
    }
    CountDownLatch done = new CountDownLatch(expected);
    Map<String, ProbeResult> complete =
        on(
            () -> {
              all.forEach(
                  (address, prober) ->
                      prober.send(
                          clock.nanoTime(),
                          result -> {
                            results.put(address, result);
                            done.countDown();
                          }));
              return results;
            });
    if (!done.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError(done.getCount() + " results missing (expected: " + expected + ")");
    }
    return on(
        () -> {
          all.forEach(
              (address, prober) -> {
                complete.computeIfAbsent(address, none -> prober.expire(10 * SECOND));
                prober.close();
              });
          return complete;
        });
  }

  @Override
  public void close() {
    loop.submit(probers::close).awaitUninterruptibly(10, TimeUnit.SECONDS);
    egress.close();
    loops.close();
    network.close();
  }
}
