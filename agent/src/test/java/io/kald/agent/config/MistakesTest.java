package io.kald.agent.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MistakesTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of("WORD", "word", "LOOP", "${LOOP}", "HOST", "h");

  /** One case of mistakes.txt: a title, a file, and what must be said about it. */
  record Case(String title, String yaml, List<String> expected) {
    @Override
    public String toString() {
      return title;
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    String all;
    try (InputStream in = MistakesTest.class.getResourceAsStream("mistakes.txt")) {
      all = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
    for (String part : Pattern.compile("^## ", Pattern.MULTILINE).split(all, -1)) {
      if (!part.isEmpty()) {
        cases.add(read(part.lines().toList()));
      }
    }
    return cases;
  }

  private static Case read(List<String> lines) {
    StringBuilder yaml = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      if (line.startsWith(">> ")) {
        expected.add("kald.yaml:" + line.substring(3));
      } else {
        yaml.append(line).append('\n');
      }
    }
    return new Case(lines.get(0), yaml.toString(), expected);
  }

  private static List<String> problems(ConfigException e) {
    return e.problems().stream().map(Problem::toString).toList();
  }

  private static List<String> mistakesIn(String yaml) {
    ConfigException e =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigFile.parse("kald.yaml", yaml, ENVIRONMENT));
    return problems(Objects.requireNonNull(e, "no mistake found"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldNameEveryMistakeWithItsPlace(Case mistake) {
    assertThat(mistakesIn(mistake.yaml())).isEqualTo(mistake.expected());
  }

  @Test
  void shouldKnowMoreThanFiftyKindsOfMistake() throws IOException {
    assertThat(cases()).hasSizeGreaterThan(50);
    assertThat(cases()).extracting(Case::title).doesNotHaveDuplicates();
  }

  @Test
  void shouldPutAllMistakesIntoTheMessageOfTheException() {
    assertThatThrownBy(() -> ConfigFile.parse("f", "log: 1\nweb: 2\n", Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage("f:1:6: log: 1 (expected: keys)\nf:2:6: web: 2 (expected: keys)");
  }

  @Test
  void shouldStopListingAfterAThousandMistakesAndCountTheRest() {
    String yaml = "unknown: 1\n".repeat(5_000);
    List<String> problems = mistakesIn(yaml);
    assertThat(problems).hasSize(1_001);
    assertThat(problems.get(1_000)).endsWith("and 4000 more mistakes that are not listed");
  }

  @Test
  void shouldNameControlCharactersByPlace() {
    assertThat(mistakesIn("services:\n  - name: a\u0000\n"))
        .containsExactly(
            "kald.yaml:2:12: a NUL byte: this is not a text file (expected: text in UTF-8)");
    assertThat(mistakesIn("\uFEFFa\r\n\u001b[1m"))
        .containsExactly("kald.yaml:2:1: control character U+001B (expected: text in UTF-8)");
    assertThat(mistakesIn("a: \ud83d\ude00 \ud800\n"))
        .containsExactly("kald.yaml:1:7: control character U+D800 (expected: text in UTF-8)");
  }

  @Test
  void shouldNameBytesThatAreNotUtf8(@TempDir Path directory) throws IOException {
    assertThat(mistakesIn(directory, "services:\n  - name: schön\n".getBytes(ISO_8859_1)))
        .containsExactly("2:14: not UTF-8: bytes f6 (expected: text in UTF-8)");
    assertThat(mistakesIn(directory, new byte[] {'a', ':', ' ', (byte) 0xe2, (byte) 0x82}))
        .containsExactly("1:4: not UTF-8: bytes e2 82 (expected: text in UTF-8)");
    assertThat(mistakesIn(directory, "services: []\n".getBytes(UTF_16)))
        .containsExactly("1:1: the file is UTF-16 (expected: UTF-8)");
    assertThat(mistakesIn(directory, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}))
        .containsExactly("1:1: control character U+007F (expected: text in UTF-8)");
  }

  private static List<String> mistakesIn(Path directory, byte[] bytes) throws IOException {
    Path file = Files.write(directory.resolve("kald.yaml"), bytes);
    ConfigException e =
        catchThrowableOfType(ConfigException.class, () -> ConfigFile.load(file, Map.of()));
    return problems(e).stream().map(p -> p.substring(file.toString().length() + 1)).toList();
  }

  @Test
  void shouldLeaveUnreadableFilesToIoException(@TempDir Path directory) {
    assertThatThrownBy(() -> ConfigFile.load(directory.resolve("none"), Map.of()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ConfigFile.load(directory, Map.of())).isInstanceOf(IOException.class);
  }

  @Test
  void shouldRefuseFilesThatAreTooLarge(@TempDir Path directory) throws IOException {
    byte[] bytes = new byte[SourceText.MAX_BYTES + 1];
    assertThat(mistakesIn(directory, bytes))
        .containsExactly("1:1: the file is larger than 64MiB (expected: at most 64MiB)");
  }
}
