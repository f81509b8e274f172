package io.kald.probe.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace of a test's own; gone when closed. */
public final class Netns implements AutoCloseable {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final String name;

  private Netns(String name) {
    this.name = name;
  }

  /** Makes the calling test say what it lacks instead of failing. */
  public static void assumeUsable(String... programs) {
    assumeTrue(Platform.isLinux(), "not run: needs Linux");
    assumeTrue("root".equals(System.getProperty("user.name")), "not run: needs root");
    assumeTrue(Commands.present("ip"), "not run: needs ip (iproute2)");
    for (String program : programs) {
      assumeTrue(Commands.present(program), "not run: needs " + program);
    }
  }

  /** A new one, with its loopback up. */
  public static Netns create() {
    String name = "kald-" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();
    Commands.run(List.of("ip", "netns", "add", name));
    Netns made = new Netns(name);
    made.ip("link set lo up");
    return made;
  }

  /**
   * Joins two by a cable, {@code eth0} at both ends.
   *
   * @param mine addresses with prefix length of this end, by commas
   * @param theirs of the other end
   */
  public Netns cable(String mine, Netns other, String theirs) {
    ip("link add eth0 type veth peer name eth0 netns " + other.name);
    up(mine);
    other.up(theirs);
    return this;
  }

  private void up(String addresses) {
    ip("link set eth0 up");
    for (String address : addresses.split(",", -1)) {
      boolean six = address.indexOf(':') >= 0;
      ip("addr add " + address + (six ? " nodad" : "") + " dev eth0");
    }
  }

  /** {@code ip} with these words, about this namespace. */
  public String ip(String words) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", name));
    command.addAll(List.of(words.split(" ", -1)));
    return Commands.run(command);
  }

  /** {@code nft} with this command, in this namespace. */
  public String nft(String command) {
    return run("nft", command);
  }

  /** Sets one kernel variable of this namespace. */
  public void sysctl(String assignment) {
    run("sysctl", "-qw", assignment);
  }

  /** Runs a command inside to its end; its output. */
  public String run(String... command) {
    return Commands.run(inside(command));
  }

  /** Starts a command inside. */
  public Process start(String... command) throws IOException {
    return new ProcessBuilder(inside(command)).redirectErrorStream(true).start();
  }

  private List<String> inside(String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
    all.addAll(List.of(command));
    return all;
  }

  /** Moves the calling thread inside for good: what sockets it makes from now on live here. */
  public void enter() {
    Kernel.enterNetwork("/run/netns/" + name);
  }

  /** Does something on a thread inside, for the sockets it makes. */
  public <T> T call(Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                enter();
                done.complete(work.call());
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            },
            "in-" + name);
    thread.setDaemon(true);
    thread.start();
    try {
      return done.get(20, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** As {@code ip netns} knows it. */
  public String name() {
    return name;
  }

  @Override
  public void close() {
    Commands.run(List.of("ip", "netns", "del", name));
  }
}
