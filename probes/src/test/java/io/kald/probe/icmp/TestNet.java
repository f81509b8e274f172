package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace of a test's own, with loopback up; gone when closed. */
final class TestNet implements AutoCloseable {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final int CLONE_NEWNET = 0x4000_0000;

  private final String name;

  private TestNet(String name) {
    this.name = name;
  }

  /** Makes one whose kernel allows ping sockets or does not. */
  static TestNet create(boolean pingAllowed) {
    assumeTrue(Libc.available(), "not run: needs 64-bit Linux");
    assumeTrue(TestLibc.geteuid() == 0, "not run: needs root, for network namespaces of its own");
    String name = "kald-icmp-" + ProcessHandle.current().pid() + "-" + NUMBERS.incrementAndGet();
    command("ip", "netns", "add", name);
    TestNet net = new TestNet(name);
    net.run("ip", "link", "set", "lo", "up");
    net.sysctl("net.ipv4.ping_group_range", pingAllowed ? "0 2147483647" : "1 0");
    return net;
  }

  /** A cable to another namespace; both ends get an address of either family. */
  void connect(TestNet other, String device, String prefix4, String prefix6) {
    String peer = device + "p";
    run("ip", "link", "add", device, "type", "veth", "peer", "name", peer, "netns", other.name);
    end(device, prefix4 + "1/24", prefix6 + "1/64");
    other.end(peer, prefix4 + "2/24", prefix6 + "2/64");
  }

  private void end(String device, String address4, String address6) {
    run("ip", "address", "add", address4, "dev", device);
    run("ip", "address", "add", address6, "dev", device, "nodad");
    run("ip", "link", "set", device, "up");
  }

  /** Runs a command in it; returns what it wrote. */
  String run(String... command) {
    List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", name));
    words.addAll(List.of(command));
    return command(words.toArray(String[]::new));
  }

  void sysctl(String key, String value) {
    run("sysctl", "-q", "-w", key + "=" + value);
  }

  /** Puts rules into the hook {@code input}, {@code output} … of a table of their own. */
  void nft(String hook, String rules) {
    run(
        "nft",
        "table inet kald { chain "
            + hook
            + " { type filter hook "
            + hook
            + " priority 0; "
            + rules
            + "; }; }");
  }

  void nftOff() {
    run("nft", "delete table inet kald");
  }

  String name() {
    return name;
  }

  /** Runs something on a thread that lives in this namespace. */
  <T> T inside(Callable<T> task) throws Exception {
    FutureTask<T> future =
        new FutureTask<>(
            () -> {
              enter();
              return task.call();
            });
    Thread thread = new Thread(future, name);
    thread.setDaemon(true);
    thread.start();
    return future.get(60, TimeUnit.SECONDS);
  }

  /** Moves the calling thread into this namespace for good. */
  void enter() {
    OffHeap path = OffHeap.ofString("/run/netns/" + name);
    int fd = TestLibc.open(path.address(), Libc.SOCK_CLOEXEC);
    assertThat(fd).isNotNegative();
    assertThat(TestLibc.setns(fd, CLONE_NEWNET)).isZero();
    Libc.close(fd);
  }

  @Override
  public void close() {
    command("ip", "netns", "delete", name);
  }

  private static String command(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", List.of(command), text).isZero();
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
