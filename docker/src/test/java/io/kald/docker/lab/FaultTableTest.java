package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of docker/lab/README.md is what the scenarios declare. */
class FaultTableTest {
  private static final Path PAGE = Path.of("lab", "README.md");
  private static final String BEGIN = "<!-- faults -->\n";
  private static final String END = "<!-- end -->";

  @Test
  void shouldHaveARowForEachScenario() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    String expected = page.substring(0, from) + table() + page.substring(page.indexOf(END));
    if (System.getProperty("kald.write") != null) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE))
        .as("%s, which mvn test -Dkald.test.args=-Dkald.write writes anew", PAGE)
        .isEqualTo(expected);
  }

  @Test
  void shouldNumberThemInOrderAndOnce() {
    assertThat(Scenarios.ALL).extracting(one -> FaultTable.order(one.row().number())).isSorted();
    assertThat(Scenarios.ALL).extracting(one -> one.row().number()).doesNotHaveDuplicates();
  }

  private static String table() {
    return "| # | fault | kald must say | when, after it | captured at |\n|---|---|---|---|---|\n"
        + Scenarios.ALL.stream()
            .map(one -> one.row().markdown() + "\n")
            .collect(Collectors.joining());
  }
}
