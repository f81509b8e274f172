package io.kald.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.Keepalive;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManyServicesTest {
  @ParameterizedTest
  @ValueSource(ints = {10_000, 100_000})
  @Tag("slow")
  void shouldLoadManyServices(int count) throws ConfigException {
    StringBuilder yaml = new StringBuilder("defaults: {type: tcp, frequency: 5s}\nservices:\n");
    for (int i = 0; i < count; i++) {
      yaml.append("  - name: kal-").append(i).append('\n');
      yaml.append("    host: 127.").append(i >> 16).append('.').append((i >> 8) & 0xff);
      yaml.append('.').append(i & 0xff).append('\n');
      yaml.append("    port: ").append(10_000 + i % 50_000).append('\n');
      yaml.append("    frequency: ").append(i % 2 == 0 ? "5s" : "10s").append('\n');
    }
    List<Keepalive> all = ConfigFile.parse("f", yaml.toString(), Map.of()).keepalives();
    assertThat(all).hasSize(count);
    assertThat(all.get(count - 1).name()).isEqualTo("kal-" + (count - 1));
    assertThat(all.get(1).rule()).isSameAs(all.get(count - 1).rule());
  }
}
