package io.kald.probe.net;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The event loops everything of a target runs on: epoll where it is there, NIO elsewhere. */
public final class Loops implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group;
  private final List<EventLoop> loops;
  private final boolean epoll;
  private final KernelStamps stamps;

  private Loops(MultiThreadIoEventLoopGroup group, boolean epoll, KernelStamps stamps) {
    this.group = group;
    this.epoll = epoll;
    this.stamps = stamps;
    List<EventLoop> all = new ArrayList<>();
    for (EventExecutor executor : group) {
      all.add((EventLoop) executor);
    }
    this.loops = List.copyOf(all);
  }

  /**
   * Starts daemon threads named {@code name-1} and up.
   *
   * @param count loops, at least 1
   * @param nativeWanted whether epoll is used where it is there
   */
  public static Loops start(String name, int count, boolean nativeWanted) {
    boolean epoll = nativeWanted && nativeAvailable();
    IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    return new Loops(
        new MultiThreadIoEventLoopGroup(count, threads(name), factory), epoll, KernelStamps.want());
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger numbers = new AtomicInteger();
    return task -> {
      Thread thread = new FastThreadLocalThread(task, name + "-" + numbers.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Whether this machine has all that the native transport needs. */
  public static boolean nativeAvailable() {
    return Epoll.isAvailable() && Libc.available();
  }

  /** The loops, in their order. */
  public List<EventLoop> all() {
    return loops;
  }

  /** Whether these are epoll loops. */
  public boolean epoll() {
    return epoll;
  }

  /** {@code epoll} or {@code nio}. */
  public String transport() {
    return epoll ? "epoll" : "nio";
  }

  /**
   * What cannot be done on these loops, one plain sentence each; empty on epoll. The last one says
   * why.
   */
  public List<String> missing() {
    if (epoll) {
      return List.of();
    }
    return List.of(
        "TCP close half-open is done as rst: the server's application is woken.",
        "Round-trip times are measured in this process, not by the kernel.",
        "An ICMP error is reported without its type, its code and who sent it.",
        "ICMP probes cannot be sent.",
        "The egress options device, dscp, ttl and mark cannot be set, nor syn-retries but 0.",
        "How often a SYN was sent again is not known.",
        reason());
  }

  private static String reason() {
    if (nativeAvailable()) {
      return "The native transport is there but was not wanted.";
    }
    Throwable cause = Epoll.unavailabilityCause();
    return cause == null
        ? "The native transport is not there: libc calls need 64-bit Linux and JNA."
        : "The native transport is not there: " + cause.getMessage() + ".";
  }

  /**
   * Stops the loops: waits at most 2 s for tasks that run. Close what lives on them first. Never
   * call it on a loop.
   */
  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    stamps.close();
  }
}
