package io.kald.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.Keepalive;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.TcpClose;
import io.kald.probe.engine.EngineOptions;
import io.kald.probe.engine.Engines;
import io.kald.probe.engine.ProbeEngine;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.tcp.TcpSpec;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watchdog that watches the schedule itself, on a real engine one of whose loops hangs. */
@Tag("slow")
class WatchdogTest {
  private static final long MILLI = 1_000_000;
  private static final long WATCHDOG_MICROS = 2_000_000;

  private final Path directory;
  private final Semaphore hang = new Semaphore(0);
  private final CountDownLatch release = new CountDownLatch(1);

  WatchdogTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void shouldStopFeedingWhenALoopHangsAndBeginAgainWhenItGoesOn() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ProbeEngine engine = engine();
        Manager manager = new Manager(directory.resolve("notify").toString());
        ServiceManager told = manager.told(WATCHDOG_MICROS)) {
      engine.apply(List.of(keepalive(server.getLocalPort())));
      try (Watchdog watchdog = Watchdog.start(told, engine::behindNanos)) {
        assertThat(manager.next()).isEqualTo("WATCHDOG=1");
        assertThat(manager.next()).isEqualTo("WATCHDOG=1");
        hang.release();
        String next = manager.next();
        while (next.equals("WATCHDOG=1")) {
          next = manager.next();
        }
        assertThat(next).startsWith("STATUS=the schedule stands still, for ");
        assertThat(manager.next(3 * WATCHDOG_MICROS / 2000)).isNull();
        release.countDown();
        assertThat(manager.next()).isEqualTo("WATCHDOG=1");
        assertThat(watchdog).isNotNull();
      }
    } finally {
      release.countDown();
    }
  }

  private ProbeEngine engine() throws InterruptedException {
    EngineOptions options = new EngineOptions(2, 10 * MILLI, 0, true, 30_000 * MILLI, 0);
    return Engines.start(
            options,
            this::onEvent,
            (where, fault) -> {
              throw new AssertionError(fault);
            })
        .engine();
  }

  /** On a loop, where nothing may wait: this is the bug that the watchdog is for. */
  private void onEvent(ProbeEvent event) {
    if (hang.tryAcquire()) {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Keepalive keepalive(int port) {
    return new Keepalive(
        "k",
        new TcpSpec("127.0.0.1", port, TcpClose.RST, Family.ANY, Egress.DEFAULT),
        new Rule(100 * MILLI, 3, 100 * MILLI, 0, false),
        List.of(new Service("k", false)));
  }
}
