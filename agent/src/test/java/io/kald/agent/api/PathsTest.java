package io.kald.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.agent.config.ConfigException;
import io.kald.agent.config.ConfigFile;
import io.kald.agent.http.Worker;
import io.kald.agent.metrics.PerService;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The path of the metrics can be chosen, and must not be one that is taken. */
class PathsTest {
  private static final String METRICS = "/the/metrics";

  @Test
  void shouldRefuseEveryPathThatTheAdminPortHas() throws Exception {
    try (Admin admin = new Admin(PerService.NONE, null);
        Checkup checkup = new Checkup(() -> 0);
        Worker worker = new Worker("test", false)) {
      Set<String> paths =
          new Endpoints(admin.parts, checkup)
              .routes(StatusPage.load(METRICS), METRICS, worker)
              .paths();
      assertThat(paths).contains(METRICS, "/-/ready", "/config", "/api/v1/services/{name}");
      paths.remove(METRICS);
      for (String path : paths) {
        String yaml =
            "services: []\nweb: {telemetry-path: '" + path.replaceAll("[{}]", "") + "'}\n";
        assertThatThrownBy(() -> ConfigFile.parse("kald.yaml", yaml, Map.of()))
            .as(path)
            .isInstanceOf(ConfigException.class)
            .hasMessageContaining("kald.yaml:2:23: web.telemetry-path: ");
      }
    }
  }
}
