package io.kald.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd hears, and from whom it hears nothing. */
class ServiceManagerTest {
  private final Path directory;

  ServiceManagerTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void shouldTellOfStartReloadAndStop() throws Exception {
    try (Manager manager = new Manager(directory.resolve("notify").toString());
        ServiceManager told = manager.told()) {
      told.ready("3 services");
      told.reloading(5_000_000_123L);
      told.ready("4 services\nand a line");
      told.stopping("SIGTERM");
      assertThat(manager.next()).isEqualTo("READY=1\nSTATUS=3 services");
      assertThat(manager.next()).isEqualTo("RELOADING=1\nMONOTONIC_USEC=5000000");
      assertThat(manager.next()).isEqualTo("READY=1\nSTATUS=4 services and a line");
      assertThat(manager.next()).isEqualTo("STOPPING=1\nSTATUS=SIGTERM");
    }
  }

  @Test
  void shouldTellANameWithoutAFile() throws Exception {
    try (Manager manager = new Manager("@kald-test-" + UUID.randomUUID());
        ServiceManager told = manager.told()) {
      told.ready("grün");
      assertThat(manager.next()).isEqualTo("READY=1\nSTATUS=grün");
    }
  }

  @Test
  void shouldFeedOnlyItsOwnWatchdog() {
    assertThat(watchdog("WATCHDOG_USEC", "30000000")).isEqualTo(Duration.ofSeconds(30));
    assertThat(watchdog("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "7"))
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(watchdog("WATCHDOG_USEC", "30000000", "WATCHDOG_PID", "8")).isZero();
    assertThat(watchdog("WATCHDOG_USEC", "0")).isZero();
    assertThat(watchdog("WATCHDOG_USEC", "soon")).isZero();
    assertThat(watchdog("WATCHDOG_PID", "7")).isZero();
  }

  @Test
  void shouldDoNothingWhereNobodyListens() {
    for (String path : new String[] {"relative", "", "/", "/" + "a".repeat(107), "/nobody/here"}) {
      try (ServiceManager told = ServiceManager.of(Map.of("NOTIFY_SOCKET", path), 7)) {
        told.ready("is not heard");
        told.stopping("is not heard either");
      }
    }
    try (ServiceManager told = ServiceManager.of(Map.of(), 7)) {
      told.ready("is not heard");
      assertThat(told.watchdog()).isEmpty();
    }
  }

  private Duration watchdog(String... environment) {
    Map<String, String> all =
        environment.length == 2
            ? Map.of("NOTIFY_SOCKET", "/run/x", environment[0], environment[1])
            : Map.of(
                "NOTIFY_SOCKET",
                "/run/x",
                environment[0],
                environment[1],
                environment[2],
                environment[3]);
    try (ServiceManager told = ServiceManager.of(all, 7)) {
      return told.watchdog().orElse(Duration.ZERO);
    }
  }
}
