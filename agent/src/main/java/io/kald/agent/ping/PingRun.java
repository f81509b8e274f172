package io.kald.agent.ping;

import io.kald.probe.ProbeResult;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.host.HostNetwork;
import io.kald.probe.kind.Kinds;
import io.kald.probe.kind.ProbeLoop;
import io.kald.probe.net.EventLoopTimers;
import io.kald.probe.net.Loops;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One ping with a loop of its own: made and followed by the thread that runs the command, stopped
 * by any. What the loop finds is written by the following thread, so that a slow terminal delays no
 * probe.
 */
public final class PingRun implements AutoCloseable {
  private static final NanoClock CLOCK = NanoClock.SYSTEM;

  // deps
  private final PingPlan plan;
  private final String address;
  private final Loops loops;
  private final HostNetwork network = HostNetwork.open(CLOCK);

  // state
  private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
  private final PingTally tally = new PingTally();
  private long number;
  private boolean ended;

  private PingRun(PingPlan plan, String address, Loops loops) {
    this.plan = plan;
    this.address = address;
    this.loops = loops;
  }

  /**
   * Looks the target up and makes a loop for it; nothing is sent yet.
   *
   * @throws UnaskableException when the name has no address of the family, or when this machine
   *     cannot send such a probe
   */
  public static PingRun prepare(PingPlan plan) throws UnaskableException {
    ProbeSpec spec = plan.spec();
    String address = PingNames.address(spec.host(), spec.family(), spec.egress());
    Loops loops = Loops.start("kald-probe", 1, true);
    if (Kinds.of(spec).needsEpoll() && !loops.epoll()) {
      loops.close();
      throw new UnaskableException(String.join(" ", loops.missing()), true);
    }
    return new PingRun(plan, address, loops);
  }

  /**
   * Sends, writes and counts until the plan is fulfilled, {@link #stop} is called, nobody reads the
   * output any more, or it turns out that sending is not permitted.
   */
  public PingTally follow(PingOutput output) throws InterruptedException {
    output.begin(plan, address);
    onLoop(
        () -> {
          new Ping(prober(), CLOCK, timers(), plan, new Postman()).start();
          return true;
        });
    while (!ended) {
      steps.take().run(output);
    }
    output.end(tally);
    return tally;
  }

  /** Ends {@link #follow}; an outstanding probe is not waited for. */
  public void stop() {
    steps.add(output -> ended = true);
  }

  @Override
  public void close() {
    loops.close();
    network.close();
  }

  private Prober prober() {
    IoEventLoop loop = (IoEventLoop) loop();
    ProbeLoop at = new ProbeLoop(loop, CLOCK, WallClock.SYSTEM, 0, network.onLoop(), this::fault);
    return Kinds.of(plan.spec()).open(at).open(plan.spec(), address, (port, quarantined) -> {});
  }

  /** A bug of ours ends the run, and is told as one. */
  private void fault(Throwable fault) {
    steps.add(
        output -> {
          throw new IllegalStateException("the probe could not be concluded", fault);
        });
  }

  private EventLoopTimers timers() {
    return new EventLoopTimers(loop(), CLOCK);
  }

  private EventLoop loop() {
    return loops.all().get(0);
  }

  private void onLoop(Callable<Boolean> task) throws InterruptedException {
    try {
      loop().submit(task).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the probe cannot be made", e.getCause());
    }
  }

  private void take(ProbeResult result, PingOutput output) {
    tally.add(result);
    number++;
    output.result(number, result);
    boolean forbidden =
        result
                .outcome()
                .match(a -> false, r -> false, u -> false, n -> n.reason() == Reason.NOT_PERMITTED)
            && result.sourcePort() == 0; // else it was not a permission of this process
    ended |= forbidden || output.broken();
  }

  /** Something for the following thread to do. */
  @FunctionalInterface
  private interface Step {
    void run(PingOutput output);
  }

  /** Carries what the loop finds to the following thread. */
  private final class Postman implements PingListener {
    @Override
    public void onResult(ProbeResult result) {
      steps.add(output -> take(result, output));
    }

    @Override
    public void onSkipped(long slots) {
      steps.add(output -> tally.addSkipped(slots));
    }

    @Override
    public void onEnd() {
      stop();
    }
  }
}
