package io.kald.docker.bench;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.TcpClose;
import io.kald.probe.host.EgressCheck;
import io.kald.probe.icmp.IcmpCounters;
import io.kald.probe.icmp.IcmpProbers;
import io.kald.probe.icmp.IcmpSpec;
import io.kald.probe.net.EventLoopTimers;
import io.kald.probe.net.Loops;
import io.kald.probe.tcp.TcpProbers;
import io.kald.probe.tcp.TcpSpec;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Probes as fast as the product's probers can, on one loop, until it is killed: no schedule, no
 * state, no sinks. What is left is what a prober itself costs beside the same in C.
 *
 * <pre>FlatOut tcp half-open|rst|fin TARGETS IN_FLIGHT KEPT_SOCKETS
 * FlatOut icmp - TARGETS IN_FLIGHT</pre>
 */
public final class FlatOut {
  private static final int FIRST_ADDRESS = 0x7f010001;
  private static final int PORT = 8080;
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(1);

  // deps
  private final NanoClock clock = NanoClock.SYSTEM;
  private final EventLoopTimers timers;
  private final int limit;

  // state
  private final List<Slot> slots = new ArrayList<>();
  private int next;
  private int inFlight;
  private boolean filling;

  private FlatOut(EventLoop loop, int limit) {
    this.timers = new EventLoopTimers(loop, clock);
    this.limit = limit;
  }

  /** Never returns by itself. */
  public static void main(String[] args) throws InterruptedException {
    int targets = Integer.parseInt(args[2]);
    EventLoop loop = Loops.start("flat-out", 1, true).all().get(0);
    FlatOut flatOut = new FlatOut(loop, Integer.parseInt(args[3]));
    loop.execute(
        () -> flatOut.start(targets, args[0].equals("tcp") ? tcp(loop, args) : icmp(loop)));
    new CountDownLatch(1).await();
  }

  private static Function<String, Prober> tcp(EventLoop loop, String[] args) {
    TcpClose how = TcpClose.valueOf(args[1].toUpperCase(Locale.ROOT).replace('-', '_'));
    TcpProbers probers =
        TcpProbers.on(
            loop,
            NanoClock.SYSTEM,
            Integer.parseInt(args[4]),
            EgressCheck.blind(),
            Throwable::printStackTrace);
    return address ->
        probers.open(
            new TcpSpec(address, PORT, how, Family.IPV4, Egress.DEFAULT),
            address,
            (port, quarantined) -> {});
  }

  private static Function<String, Prober> icmp(EventLoop loop) {
    IcmpProbers probers =
        new IcmpProbers(
            (IoEventLoop) loop,
            NanoClock.SYSTEM,
            WallClock.SYSTEM,
            new IcmpCounters(),
            EgressCheck.blind());
    return address ->
        probers.open(
            new IcmpSpec(address, Family.IPV4, Egress.DEFAULT, IcmpSpec.DEFAULT_PAYLOAD), address);
  }

  private void start(int targets, Function<String, Prober> probers) {
    for (int i = 0; i < targets; i++) {
      slots.add(new Slot(probers.apply(address(i))));
    }
    sweep();
  }

  private static String address(int i) {
    int a = FIRST_ADDRESS + i;
    return (a >>> 24) + "." + (a >>> 16 & 255) + "." + (a >>> 8 & 255) + "." + (a & 255);
  }

  /** An answer may come while its probe is being sent: then the outer call goes on. */
  private void fill() {
    if (filling) {
      return;
    }
    filling = true;
    for (int looked = 0; inFlight < limit && looked < slots.size(); looked++) {
      Slot slot = slots.get(next);
      next = next + 1 < slots.size() ? next + 1 : 0;
      if (!slot.busy) {
        slot.send();
      }
    }
    filling = false;
  }

  private void sweep() {
    long now = clock.nanoTime();
    for (Slot slot : slots) {
      if (slot.busy && now - slot.sentNanos > TIMEOUT_NANOS) {
        slot.prober.expire(TIMEOUT_NANOS);
        slot.free();
      }
    }
    fill();
    timers.runAt(now + TIMEOUT_NANOS, this::sweep);
  }

  /** One target. */
  private final class Slot implements Prober.ResultListener {
    private final Prober prober;
    private boolean busy;
    private long sentNanos;

    Slot(Prober prober) {
      this.prober = prober;
    }

    void send() {
      busy = true;
      inFlight++;
      sentNanos = clock.nanoTime();
      prober.send(sentNanos, this);
    }

    @Override
    public void onResult(ProbeResult result) {
      free();
      fill();
    }

    void free() {
      busy = false;
      inFlight--;
    }
  }
}
