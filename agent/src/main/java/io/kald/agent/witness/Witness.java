package io.kald.agent.witness;

import io.kald.agent.audit.KeepAlivesSeen;
import io.kald.agent.audit.OnWire;
import io.kald.agent.bus.Sink;
import io.kald.agent.pcap.Packet;
import io.kald.probe.Monitored;
import io.kald.probe.event.PhoneFact.Exchange;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.event.ProbeEvent.Changed;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.event.ProbeEvent.PhoneReported;
import io.kald.probe.event.ProbeEvent.Probed;
import io.kald.probe.review.ResultReview;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapNativeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Captures kald's own probes and KeepAlives and holds each result against the packets. Started by
 * the thread that starts the daemon, then confined to the thread of its sink; {@link #figures} is
 * for any.
 */
public final class Witness implements Sink {
  private static final Logger log = LoggerFactory.getLogger("io.kald.witness");
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  /** Packets may be this old when the kernel hands them out: its time-out, and some more. */
  private static final long HOLD = (LiveCapture.TIMEOUT_MILLIS + 50) * MILLI;

  /** For results, which a sink gets some times a second. */
  private static final long MARGIN = 2 * SECOND;

  /** A date that was set by less is as good as not set. */
  private static final long LEAST_STEP = 10 * MILLI;

  /** A failure is reviewed well within that time after its probe has ended. */
  private static final long KEEP_REQUESTS = 10 * SECOND;

  private static final long FOR_EVER = Long.MAX_VALUE / 2;

  // deps
  private final Captures captures;
  private final NanoClock clock;
  private final WallClock wall;
  private final Consumer<Throwable> faults;
  private final WitnessFigures figures;
  private final Doubts doubts = new Doubts();
  private final Neighbours neighbours = new Neighbours();
  private final Expected expected;
  private final LivePairs pairs;
  private final KeepAlivesSeen keepAlives = new KeepAlivesSeen();
  private final PhonePairs phones;
  private final Telling telling;
  private final Wire wire;
  private final @Nullable Keeper keeper;
  private final @Nullable Reviewer reviewer;

  // state
  /** Who was asked last, by keepalive; only for what is kept. */
  private final Map<String, String> addresses = new HashMap<>();

  private String filter;
  private Anchor anchor;
  private long longestNanos;
  private boolean failed;

  private Witness(
      WitnessOptions options,
      Captures captures,
      Expected expected,
      Clocks clocks,
      Telling telling,
      WitnessFigures figures) {
    this.captures = captures;
    this.expected = expected;
    this.clock = clocks.clock;
    this.wall = clocks.wall;
    this.faults = clocks.faults;
    this.figures = figures;
    this.anchor = Anchor.of(clock, wall);
    this.longestNanos = expected.longestNanos();
    this.telling = telling;
    this.pairs = new LivePairs(telling, doubts, expected::onlyOurs, neighbours);
    this.phones = new PhonePairs(keepAlives, telling, doubts);
    this.wire =
        new Wire(
            captures.interfaces(),
            longestNanos,
            expected.sccpPorts(),
            new Sights(this::seen, keepAlives));
    this.keeper =
        options.keeping() == null ? null : new Keeper(options.keeping(), captures.interfaces());
    this.filter = filter(expected);
    this.reviewer =
        options.overrules()
            ? new Reviewer(figures, doubts, neighbours, options.interfaces().contains("any"))
            : null;
    doubts.add(-FOR_EVER, anchor.epochNanos());
    figures.running(true);
  }

  /** What the witness has of the daemon around it. */
  private record Clocks(NanoClock clock, WallClock wall, Consumer<Throwable> faults) {}

  /**
   * Starts capturing.
   *
   * @param known what will be configured first
   * @param faults takes our own failures
   * @param rttErrors learns how far off each confirmed round-trip time is, in nanoseconds
   * @throws NoCaptureException when it cannot be, with what to do
   */
  public static Witness start(
      WitnessOptions options,
      List<Monitored> known,
      NanoClock clock,
      WallClock wall,
      Consumer<Throwable> faults,
      LongConsumer rttErrors)
      throws NoCaptureException {
    Expected expected = new Expected();
    known.forEach(expected::add);
    Captures captures = Captures.start(options, filter(expected));
    WitnessFigures figures = new WitnessFigures();
    log.info("witness: capturing on {}", String.join(", ", options.interfaces()));
    return new Witness(
        options,
        captures,
        expected,
        new Clocks(clock, wall, faults),
        new Telling(figures, rttErrors),
        figures);
  }

  private static String filter(Expected expected) {
    return CaptureFilter.withNeighbours(CaptureFilter.of(expected.ports()));
  }

  /** The review of a witness that could not start: none is ready, and each failure is counted. */
  public static ResultReview noReview(WitnessFigures figures) {
    return new Reviewer(figures, new Doubts(), new Neighbours(), true);
  }

  /** Its opinion on failures, where it is to have one; any thread. */
  public ResultReview review() {
    return reviewer == null ? ResultReview.NONE : reviewer;
  }

  /** What it did so far; any thread. */
  public WitnessFigures figures() {
    return figures;
  }

  @Override
  public void accept(ProbeEvent event) {
    if (event instanceof Probed probed) {
      probed(probed);
    } else if (event instanceof Configured configured) {
      configured(configured);
    } else if (event instanceof PhoneReported phone && phone.fact() instanceof Exchange exchange) {
      exchanged(phone, exchange);
    } else if (event instanceof Changed changed && keeper != null) {
      long at = anchor.epochNanos(changed.atNanos());
      keeper.changed(changed, at, addresses.getOrDefault(changed.monitored().name(), ""));
    }
  }

  @Override
  public void lost(long count) {
    long now = anchor.epochNanos(clock.nanoTime());
    doubts.add(now - longestNanos - SECOND, now);
  }

  @Override
  public void flush() throws IOException, NotOpenException, PcapNativeException {
    Anchor before = anchor;
    anchor = Anchor.of(clock, wall);
    if (Math.abs(before.stepNanos(anchor)) > LEAST_STEP) {
      dateWasSet();
    }
    long now = anchor.epochNanos();
    long last = now - (anchor.monoNanos() - before.monoNanos());
    if (now - last > SECOND) {
      // Stopped or starved: packets may still be where this thread has not seen them.
      doubts.add(last - SECOND, now + SECOND);
    }
    follow();
    // Until then all packets are there once they are drained; younger ones may be missing.
    long seen = Math.min(captures.handedNanos(), now) - HOLD;
    captures.drain(seen, this::packet);
    captures.handOver(now);
    wire.advance(seen);
    lookForDrops(last - HOLD, now);
    pairs.advance(seen);
    phones.advance(seen);
    if (reviewer != null) {
      reviewer.advance(anchor, seen, longestNanos + KEEP_REQUESTS);
    }
    if (keeper != null) {
      keeper.advance(now);
      figures.kept(keeper.bytes());
    }
    doubts.forgetBefore(now - 4 * Expected.LONGEST_NANOS);
  }

  @Override
  public void close() throws IOException, NotOpenException, PcapNativeException {
    captures.finish(this::packet);
    captures.close();
    wire.finish();
    pairs.finish();
    phones.finish();
    if (keeper != null) {
      keeper.close(anchor.epochNanos());
    }
    figures.running(false);
    log.info(
        "witness: ended: confirmed={} not-on-wire={} verdict-differs={} unknown={} unrecorded={}"
            + " dropped-packets={}",
        figures.confirmed(),
        figures.notOnWire(),
        figures.verdictDiffers(),
        figures.unknown(),
        figures.unrecorded(),
        figures.droppedPackets());
  }

  /** Keeps step with the configuration. */
  private void follow() {
    String wanted = filter(expected);
    if (!wanted.equals(filter)) {
      // In force from the next hand-over on; packets of a port that is new were not captured.
      filter = wanted;
      captures.filter(wanted);
      doubts.add(anchor.epochNanos() - SECOND, anchor.epochNanos() + SECOND);
    }
    if (expected.longestNanos() > longestNanos || !wire.reads(expected.sccpPorts())) {
      longestNanos = Math.max(longestNanos, expected.longestNanos());
      wire.restart(longestNanos, expected.sccpPorts());
      doubts.add(anchor.epochNanos() - SECOND, anchor.epochNanos());
    }
  }

  private void dateWasSet() {
    phones.finish();
    forget();
    pairs.finish();
    doubts.add(-FOR_EVER, anchor.epochNanos());
    log.info("witness: the date was set; probes of this moment cannot be judged");
  }

  private void lookForDrops(long fromNanos, long toNanos)
      throws NotOpenException, PcapNativeException {
    LiveCapture ended = captures.failed();
    if (ended != null && !failed) {
      failed = true;
      figures.running(false);
      doubts.add(fromNanos, FOR_EVER);
      log.error(
          "witness: the capture on {} has ended: {}; no probe can be judged until kald is started"
              + " again",
          ended.device(),
          String.valueOf(ended.failure()));
    }
    long more = failed ? 0 : captures.newlyDropped();
    if (more > 0) {
      doubts.add(fromNanos, toNanos);
      figures.dropped(captures.dropped());
      log.warn(
          "witness: the capture lost {} packets; probes of this moment cannot be judged; a larger"
              + " witness.buffer helps",
          more);
    }
  }

  private void packet(int place, RawPacket packet) {
    if (keeper != null) {
      keeper.packet(place, packet);
    }
    try {
      Packet decoded = wire.take(place, packet);
      neighbours.take(decoded);
      if (reviewer != null) {
        reviewer.take(decoded);
      }
    } catch (RuntimeException e) {
      // No packet may end the witness; what it was in the middle of cannot be trusted.
      faults.accept(e);
      forget();
      long since = Math.max(longestNanos, PhonePairs.SETTLE_NANOS + SECOND);
      doubts.add(packet.atNanos() - since, packet.atNanos() + SECOND);
    }
  }

  private void forget() {
    wire.forget();
    keepAlives.clear();
    neighbours.clear();
    if (reviewer != null) {
      reviewer.forget();
    }
  }

  private void seen(ProbeKey key, OnWire seen) {
    pairs.seen(key, seen, anchor.epochNanos() + settleNanos() + 2 * MARGIN);
  }

  private void probed(Probed event) {
    Asked asked = Asked.of(event, anchor);
    if (asked != null) {
      expected.asked(asked.key());
      if (keeper != null) {
        addresses.put(event.monitored().name(), asked.key().target().address());
      }
      pairs.claim(asked.key(), asked.claim(), anchor.epochNanos() + settleNanos());
    }
  }

  private void exchanged(PhoneReported event, Exchange exchange) {
    PhoneClaim told = PhoneClaim.of(event.monitored(), exchange, event.atNanos(), anchor);
    if (told.unreadable().isEmpty()) {
      phones.claim(told.claim(), anchor.epochNanos(event.atNanos()));
    } else {
      telling.unknown(told.claim(), told.unreadable());
    }
  }

  /** By when after its result all packets of a probe have been told, once they are there. */
  private long settleNanos() {
    return wire.patienceNanos() + MARGIN;
  }

  private void configured(Configured event) {
    Monitored one = event.monitored();
    if (event.change() == Configured.Change.REMOVED) {
      expected.remove(one);
    } else {
      expected.add(one);
    }
    if (event.change() == Configured.Change.REMOVED
        || event.change() == Configured.Change.PROBE_CHANGED) {
      addresses.remove(one.name());
    }
    if (event.change() != Configured.Change.ADDED) {
      // A probe that was out meanwhile may have been dropped, and has no result then.
      long now = anchor.epochNanos();
      doubts.add(now - longestNanos, now + SECOND);
    }
  }
}
