package io.kald.probe.engine;

import io.kald.probe.event.EventListener;
import io.kald.probe.host.HostNetwork;
import io.kald.probe.name.HostNames;
import io.kald.probe.net.Descriptors;
import io.kald.probe.net.EventLoopTimers;
import io.kald.probe.net.Loops;
import io.kald.probe.phone.link.PhoneGroup;
import io.kald.probe.review.ResultReview;
import io.kald.probe.time.NanoClock;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Starts an engine on the loops of this machine. */
public final class Engines {
  private Engines() {}

  /**
   * Loads what an engine needs of native code and classes, so that it can be done beside the
   * reading of a configuration. Any thread; done once, whoever asks.
   */
  public static void warmUp() {
    if (Loops.nativeAvailable()) {
      Descriptors.now();
    }
  }

  /** The same without a review: every failure stands at once. */
  public static Started start(EngineOptions options, EventListener events, Faults faults)
      throws InterruptedException {
    return start(options, events, faults, ResultReview.NONE);
  }

  /**
   * Starts the loops; nothing is probed before {@link ProbeEngine#apply}.
   *
   * @param events called on the loops
   * @param faults called on the loops and on the thread that looks names up
   * @param review asked for an opinion on each failure of a probe before it moves a state
   * @throws InterruptedException when the calling thread is interrupted meanwhile
   */
  public static Started start(
      EngineOptions options, EventListener events, Faults faults, ResultReview review)
      throws InterruptedException {
    NanoClock clock = NanoClock.SYSTEM;
    HostNetwork network = HostNetwork.open(clock);
    Loops loops = Loops.start("kald-loop", options.loops(), options.nativeTransport());
    DescriptorPlan plan = DescriptorPlan.of(Descriptors.now(), options.maxInFlight());
    Limits limits = new Limits(plan.inFlight());
    int kept = plan.kept() / options.loops();
    List<EngineLoop> engineLoops = new ArrayList<>();
    for (EventLoop loop : loops.all()) {
      LoopProbers probers = onLoop(loop, kept, network, faults);
      engineLoops.add(
          new EngineLoop(
              loop,
              new LoopCore(
                      clock,
                      new EventLoopTimers(loop, clock),
                      probers,
                      events,
                      faults,
                      limits,
                      options.tickNanos())
                  .reviewedBy(new Reviews(review, loop))));
    }
    NameBook names = names(options, clock, faults);
    network.whenAddressesChange(names::reconsider);
    ProbeEngine engine = new ProbeEngine(engineLoops, names, () -> close(loops, network));
    return new Started(
        engine, loops.transport(), missing(loops, network), plan.inFlight(), plan.limit());
  }

  private static NameBook names(EngineOptions options, NanoClock clock, Faults faults) {
    return new NameBook(
        HostNames.ofThisMachine(options.nativeTransport()),
        clock,
        faults,
        options.resolveEveryNanos(),
        options.keepNameNanos());
  }

  private static void close(Loops loops, HostNetwork network) {
    loops.close();
    network.close();
  }

  private static List<String> missing(Loops loops, HostNetwork network) {
    List<String> all = new ArrayList<>(PhoneGroup.missing(loops.epoll()));
    all.addAll(network.missing());
    all.addAll(loops.missing()); // its last sentence says why
    return List.copyOf(all);
  }

  private static LoopProbers onLoop(EventLoop loop, int kept, HostNetwork network, Faults faults)
      throws InterruptedException {
    try {
      return loop.submit(() -> LoopProbers.on(loop, NanoClock.SYSTEM, kept, network, faults)).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the loop's probers cannot be made", e.getCause());
    }
  }

  /**
   * A running engine and what it runs on.
   *
   * @param transport {@code epoll} or {@code nio}
   * @param missing what this transport cannot do, a sentence each
   * @param maxInFlight probes with a descriptor of their own that may be outstanding at once
   * @param descriptorLimit open files this process may have
   */
  public record Started(
      ProbeEngine engine,
      String transport,
      List<String> missing,
      int maxInFlight,
      long descriptorLimit) {}
}
