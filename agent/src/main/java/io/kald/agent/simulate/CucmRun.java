package io.kald.agent.simulate;

import io.kald.agent.simulate.CucmState.Counts;
import io.kald.agent.simulate.CucmState.NodeState;
import io.kald.agent.text.Counted;
import io.kald.probe.address.IpText;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A cluster for a terminal: what happens in it is written line by line by the thread that follows
 * it, so that a slow terminal delays no phone. Lines that cannot wait any longer are counted, and
 * so are lines of a kind that phones make too many of.
 */
public final class CucmRun implements AutoCloseable {
  private static final int QUEUE = 20_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
  private static final String STOP = "";
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  // deps
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(QUEUE);
  private final EventLines events = new EventLines(NanoClock.SYSTEM);
  private final ZoneId zone = ZoneId.systemDefault();
  private final Cucm cucm;

  // state
  private final AtomicLong lost = new AtomicLong();
  private volatile boolean stopped;

  private CucmRun(CucmOptions options) throws SimulationException {
    this.cucm = Cucm.start(options, this::tell);
  }

  /**
   * Starts the cluster; its nodes listen when this has returned.
   *
   * @throws SimulationException when it cannot be had as asked
   */
  public static CucmRun start(CucmOptions options) throws SimulationException {
    return new CucmRun(options);
  }

  /**
   * Writes what happens until the time is over, {@link #stop} is called or nobody reads any more.
   *
   * @param lengthNanos how long; negative: for ever
   */
  public void follow(PrintWriter out, long lengthNanos) throws InterruptedException {
    for (CucmNode node : cucm.nodes()) {
      out.println(node.name() + " listens on " + text(node.address()));
    }
    String url = cucm.controlUrl();
    if (url != null) {
      out.println("control " + url);
    }
    long end = NanoClock.SYSTEM.nanoTime() + lengthNanos;
    while (!stopped && !out.checkError()) {
      long left = lengthNanos < 0 ? Long.MAX_VALUE : end - NanoClock.SYSTEM.nanoTime();
      if (left <= 0) {
        break;
      }
      String line = lines.poll(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS);
      if (line != null && !line.equals(STOP)) {
        out.println(line);
      }
      events.ended(false).forEach(more -> out.println(time() + " " + more));
    }
    events.ended(true).forEach(more -> out.println(time() + " " + more));
    sum(out);
  }

  /** Ends {@link #follow}. Any thread. */
  public void stop() {
    stopped = true;
    lines.offer(STOP); // A full queue wakes the follower as well.
  }

  @Override
  public void close() {
    cucm.close();
  }

  private void sum(PrintWriter out) {
    CucmState state = cucm.state();
    for (NodeState node : state.nodes()) {
      Counts counts = node.counts();
      out.printf(
          Locale.ROOT,
          "%s: %d links, %d registered; %d keepalives, %d acks, %d on backup links; %d registers,"
              + " %d rejected; %d tokens, %d refused%n",
          node.name(),
          node.links(),
          node.registered(),
          counts.keepAlives(),
          counts.acks(),
          counts.backupDrops(),
          counts.registers(),
          counts.rejects(),
          counts.tokens(),
          counts.tokenRejects());
    }
    if (lost.get() > 0) {
      out.println(
          Counted.of(lost.get(), "line was", "lines were")
              + " left out: the terminal was too slow");
    }
    if (state.traceLinesLost() > 0) {
      out.println(state.traceLinesLost() + " trace lines were lost: writing was too slow");
    }
  }

  /** On a node's loop. */
  private void tell(String node, CucmEvent event) {
    String line = events.line(node, event);
    if (line != null && !lines.offer(time() + " " + line)) {
      lost.incrementAndGet();
    }
  }

  private String time() {
    return TIME.format(LocalTime.ofInstant(WallClock.SYSTEM.now(), zone));
  }

  private static String text(InetSocketAddress address) {
    String host = IpText.of(address.getAddress().getAddress());
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
