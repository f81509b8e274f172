package io.kald.agent.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kald.agent.timers.FlowKey;
import io.kald.agent.timers.TimerRules;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** Any text is a file of timers whose numbers can be used, or its mistakes are named in lines. */
class TimersFileFuzzTest {
  private static final int[] PORTS = {0, 80, 2000, 65_535};

  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  @FuzzTest(maxDuration = "10m")
  void shouldReadAnyText(byte[] bytes) {
    shouldRead(new String(bytes, UTF_8));
    shouldRead(new String(bytes, ISO_8859_1));
  }

  private static void shouldRead(String text) {
    TimerRules rules;
    try {
      rules = TimersFile.parse("timers.yaml", text);
    } catch (ConfigException e) {
      assertThat(e.getMessage()).startsWith("timers.yaml");
      return;
    }
    assertThat(rules.entries()).isNotNegative();
    assertThat(rules.pendingNanos()).isNotNegative();
    for (int port : PORTS) {
      assertThat(rules.idleNanos(FlowKey.TCP, port)).isNotNegative();
      assertThat(rules.idleNanos(FlowKey.UDP, port)).isNotNegative();
    }
  }
}
