package io.kald.agent.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AuditPageTest {
  @Test
  void theRulesAreThoseOfThePage() throws IOException {
    String page = Files.readString(Path.of("AUDIT.md"));
    List<String> words =
        Pattern.compile("(?m)^\\| `([a-z-]+)` \\|")
            .matcher(page.substring(page.indexOf("## Rules")))
            .results()
            .map(MatchResult::group)
            .map(row -> row.replaceAll("[|` ]", ""))
            .toList();
    assertThat(words)
        .containsExactlyElementsOf(Arrays.stream(RuleId.values()).map(RuleId::word).toList());
  }
}
