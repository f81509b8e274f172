package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.lab.Await;
import io.kald.probe.lab.Netns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that may open far fewer files than it has services. */
@Tag("slow")
final class DescriptorLimitTest {
  private static final int SERVICES = 600;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void shouldWarnUseWhatThereIsAndFindAllSilentServicesDown(@TempDir Path dir) throws Exception {
    Netns.assumeUsable("nft");
    Path config = Files.writeString(dir.resolve("kald.yaml"), config(dir));
    try (Netns net = Netns.create()) {
      net.nft("add table inet t");
      net.nft("add chain inet t c { type filter hook input priority 0; }");
      net.nft("add rule inet t c tcp dport 81 drop");
      // The class path of a test opens more than a hundred files by itself.
      String limited = "ulimit -n 256; exec \"$@\"";
      try (KaldProcess kald =
          KaldProcess.run(config, "ip", "netns", "exec", net.name(), "sh", "-c", limited, "sh")) {
        assertThat(kald.earlier("descriptors: "))
            .contains("the limit of 256 open files allows")
            .contains("and 600 may be outstanding at once")
            .contains("LimitNOFILE=")
            .contains("ulimit -n");
        Await.value("all down", PATIENCE, () -> down(dir), down -> down >= SERVICES);
        assertThat(down(dir)).isEqualTo(SERVICES);
        kald.signal("TERM");
        assertThat(kald.exitCode()).isZero();
      }
    }
    assertThat(KaldProcess.journal(dir.resolve("journal")))
        .noneMatch(line -> line.contains("no-descriptor") || line.contains("\"fault\""));
  }

  private static long down(Path dir) throws IOException {
    List<String> lines = KaldProcess.journal(dir.resolve("journal"));
    return lines.stream().filter(line -> line.contains("\"to\":\"down\"")).count();
  }

  private static String config(Path dir) {
    return IntStream.range(0, SERVICES)
        .mapToObj(i -> "  - {name: s%d, host: 127.0.%d.%d}\n".formatted(i, i / 200, i % 200 + 1))
        .collect(
            Collectors.joining(
                "",
                "defaults: {type: tcp, port: 81, frequency: 1s, retryperiod: 1s, timeout: 400ms}\n"
                    + "web: {listen: off}\njournal: {directory: "
                    + dir.resolve("journal")
                    + "}\nservices:\n",
                ""));
  }
}
