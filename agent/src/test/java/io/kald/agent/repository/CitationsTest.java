package io.kald.agent.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a comment or a page cites is in this repository or on the web. */
class CitationsTest {
  private static final Path SELF = Path.of("agent/src/test/java/io/kald/agent/repository");
  private static final List<Path> SOURCES =
      List.of(Path.of("probes/CSS.md"), Path.of("protocol-sccp/SCCP.md"));
  private static final Pattern DEFECT = Pattern.compile("CSC[a-z]{2}\\d{5}");

  private final Citations citations = new Citations(Repository.files());

  @Test
  void shouldLeadSomewhere() {
    assertThat(texts().flatMap(file -> citations.dead(file, Repository.read(file)).stream()))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(css-csm.md 1.4)",
        "(sccp.md 4)",
        "see probes/CSS.md#no-such-section",
        "see reference/CSS.md",
        "(seed 003)",
        "../shared/cases",
        "[more](NOWHERE.html)",
        "[more](#nowhere)"
      })
  void shouldNoticeWhatLeadsNowhere(String text) {
    assertThat(citations.dead(Path.of("probes/README.md"), text)).isNotEmpty();
  }

  @Test
  void shouldFollowWhatExists() {
    String text =
        "CSS.md, probes/CSS.md#timing, ../agent/AUDIT.md, METRICS.md, [lab](../docker/lab),"
            + " https://example.org/NO.md, --seed 7";
    assertThat(citations.dead(Path.of("probes/README.md"), text)).isEmpty();
  }

  /** Each tag in brackets has a row with its address, and each row is used. */
  @Test
  void shouldNameTheSources() {
    for (Path page : SOURCES) {
      String text = Repository.read(page);
      int sources = text.indexOf("## Sources");
      Set<String> named = new TreeSet<>();
      matches("(?m)^\\| ([\\w, ]+) \\|", text.substring(sources))
          .forEach(m -> named.addAll(List.of(m.group(1).split(", "))));
      named.remove("tag");
      Set<String> cited = new TreeSet<>();
      matches("\\[(\\w+)](?!\\()", text.substring(0, sources))
          .filter(m -> !m.group(1).matches("\\d{1,2}")) // a field and its length
          .forEach(m -> cited.add(m.group(1)));
      assertThat(cited).as(page.toString()).isEqualTo(named);
    }
  }

  /** A number of a defect is explained, with its source, in one of the two pages. */
  @Test
  void shouldExplainEachDefect() {
    String pages = String.join("\n", SOURCES.stream().map(Repository::read).toList());
    Set<String> cited = new TreeSet<>();
    texts()
        .map(Repository::read)
        .forEach(text -> DEFECT.matcher(text).results().forEach(m -> cited.add(m.group())));
    assertThat(cited).isNotEmpty().allMatch(pages::contains);
  }

  private static Stream<Path> texts() {
    return Repository.texts().stream().filter(file -> !file.startsWith(SELF));
  }

  private static Stream<MatchResult> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results();
  }
}
