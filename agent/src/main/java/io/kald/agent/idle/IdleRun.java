package io.kald.agent.idle;

import io.kald.agent.ping.PingNames;
import io.kald.agent.ping.UnaskableException;
import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.net.Loops;
import io.kald.probe.time.NanoClock;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * One search with a loop of its own: made and followed by the thread that runs the command, stopped
 * by any.
 */
public final class IdleRun implements AutoCloseable {
  // deps
  private final IdlePlan plan;
  private final Loops loops;
  private final Search search;

  // state
  private final BlockingQueue<Runnable> steps = new LinkedBlockingQueue<>();
  private final Map<Long, HeldConnection> open = new TreeMap<>();
  private boolean stopped;

  private IdleRun(IdlePlan plan, Loops loops) {
    this.plan = plan;
    this.loops = loops;
    this.search = new Search(plan);
  }

  /**
   * Looks a name up.
   *
   * @throws UnaskableException when it has no address of the family
   */
  public static String address(String host, Family family) throws UnaskableException {
    return PingNames.address(host, family, Egress.DEFAULT);
  }

  /**
   * Makes a loop for the search; nothing is sent yet.
   *
   * @throws UnaskableException when this machine cannot see what TCP was told
   */
  public static IdleRun prepare(IdlePlan plan) throws UnaskableException {
    Loops loops = Loops.start("kald-idle", 1, true);
    if (!loops.epoll()) {
      loops.close();
      throw new UnaskableException(
          "idle connections cannot be asked here, that needs Linux: "
              + String.join(" ", loops.missing()),
          true);
    }
    return new IdleRun(plan, loops);
  }

  /** Searches until the end, or {@link #stop}. */
  public Finding follow(IdleOutput output) throws InterruptedException {
    output.begin(plan, Search.mostNanos(plan));
    int number = 0;
    for (List<Long> times = search.next(); !times.isEmpty(); times = search.next()) {
      number++;
      output.round(number, times);
      times.forEach(time -> hold(time, output));
      while (!open.isEmpty() && !stopped) {
        steps.take().run();
      }
      if (stopped) {
        break;
      }
    }
    Finding found = search.finding(!stopped);
    output.end(found);
    return found;
  }

  /** Ends {@link #follow}; what is known by then is its result. */
  public void stop() {
    steps.add(() -> stopped = true);
  }

  @Override
  public void close() {
    loops.close();
  }

  private void hold(long nanos, IdleOutput output) {
    HeldConnection connection =
        new HeldConnection(
            loop(), NanoClock.SYSTEM, nanos, held -> steps.add(() -> take(held, output)));
    open.put(nanos, connection);
    InetSocketAddress target = new InetSocketAddress(plan.address(), plan.port());
    loop().execute(() -> connection.begin(target));
  }

  private void take(Held held, IdleOutput output) {
    if (open.remove(held.plannedNanos()) == null) {
      return; // Its fate came while it was being abandoned.
    }
    search.add(held);
    output.held(held);
    Iterator<Map.Entry<Long, HeldConnection>> rest = open.entrySet().iterator();
    while (rest.hasNext()) {
      Map.Entry<Long, HeldConnection> one = rest.next();
      if (!search.matters(one.getKey())) {
        rest.remove();
        loop().execute(one.getValue()::abandon);
      }
    }
  }

  private EventLoop loop() {
    return loops.all().get(0);
  }
}
