package io.kald.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The catalogue keeps the rules of Prometheus, and its page is complete. */
class MetricTest {
  private static final Path REFERENCE = Path.of("METRICS.md");
  private static final Set<String> NOT_BASE_UNITS =
      Set.of("milliseconds", "ms", "micros", "nanos", "ns", "percent", "kilobytes", "minutes");

  @ParameterizedTest
  @EnumSource
  void shouldBeNamedAsPrometheusAsks(Metric metric) {
    String name = metric.exposedName();

    assertThat(name).matches("(kald|process)(_[a-z]+)+");
    assertThat(name.split("_")).noneMatch(NOT_BASE_UNITS::contains);
    assertThat(name.endsWith("_total")).isEqualTo(metric.type() == Metric.Type.COUNTER);
    assertThat(name.endsWith("_info")).isEqualTo(metric.type() == Metric.Type.INFO);
    if (metric.type() == Metric.Type.HISTOGRAM) {
      assertThat(name).endsWith("_seconds");
    }
    assertThat(name).doesNotEndWith("_count").doesNotEndWith("_sum").doesNotEndWith("_bucket");
  }

  @ParameterizedTest
  @EnumSource
  void shouldHaveLabelsThatSayWhatTheyAre(Metric metric) {
    for (String label : metric.labels()) {
      assertThat(label.replaceAll("[\\[\\]]", ""))
          .matches("[a-z]+")
          .isNotIn("type", "name", "job", "instance", "le", "success");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldBeExplainedInASentence(Metric metric) {
    assertThat(metric.help()).matches("[A-Z0-9].*\\.");
  }

  @Test
  void shouldHaveNoTwoOfAName() {
    assertThat(Arrays.stream(Metric.values()).map(Metric::exposedName)).doesNotHaveDuplicates();
  }

  @Test
  void shouldAllBeInTheReferenceInOrderAndNothingElse() throws IOException {
    List<String> rows =
        Files.readAllLines(REFERENCE).stream()
            .filter(line -> line.startsWith("| `kald_") || line.startsWith("| `process_"))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(Arrays.stream(Metric.values()).map(MetricTest::row).toList());
  }

  private static String row(Metric metric) {
    String labels = String.join(", ", metric.labels());
    return "| `%s` | %s | %s | %s |"
        .formatted(
            metric.exposedName(),
            metric.type().name().toLowerCase(java.util.Locale.ROOT),
            labels,
            metric.help());
  }
}
