package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.bus.Faults;
import io.kald.agent.config.Config;
import io.kald.agent.config.ConfigFile;
import io.kald.probe.engine.EngineOptions;
import io.kald.probe.engine.Engines;
import io.kald.probe.engine.ProbeEngine;
import io.kald.probe.time.WallClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the process tests cannot bring about: a fault of kald itself in a reload. */
class ReloaderTest {
  private static final long TICK_NANOS = 10_000_000L;

  private final Faults faults = new Faults();
  private final List<Reloader.Outcome> told = new ArrayList<>();
  private boolean broken;
  private boolean shown = true;

  @Test
  void shouldTellAFaultOfKaldAndGoOnAsItWas() throws Exception {
    Config config = ConfigFile.parse("kald.yaml", "services: []\n", Map.of());
    EngineOptions options = new EngineOptions(1, TICK_NANOS, 0, false, 1_000 * TICK_NANOS, 0);
    try (ProbeEngine engine = Engines.start(options, event -> {}, faults::report).engine()) {
      Reloader reloader =
          new Reloader(
              () -> load(config), engine, WallClock.SYSTEM, config, faults, () -> shown, told::add);
      broken = true;
      Reloader.Outcome outcome = reloader.reload();
      assertThat(outcome.ok()).isFalse();
      assertThat(outcome.problems())
          .containsExactly("a fault of kald, which its log tells of: please report it");
      assertThat(reloader.config()).isSameAs(config);
      assertThat(reloader.successful()).isFalse();
      assertThat(faults.counts()).containsEntry("reload", 1L);
      assertThat(told).containsExactly(outcome);
      broken = false;
      assertThat(reloader.reload().ok()).isTrue();
      assertThat(reloader.successful()).isTrue();
      assertThat(reloader.reload().notes()).noneMatch(note -> note.contains("not show"));
      shown = false;
      assertThat(reloader.reload().notes())
          .contains("page and metrics do not show all of it yet: kald is busy");
    }
  }

  private Config load(Config config) {
    if (broken) {
      throw new IllegalStateException("a bug");
    }
    return config;
  }
}
