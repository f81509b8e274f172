package io.kald.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.config.Reference.KeyRow;
import io.kald.agent.config.Reference.SectionRows;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** CONFIGURATION.md: prose by hand, keys from the tables. */
class ReferencePageTest {
  private static final Pattern BLOCK =
      Pattern.compile("<!-- keys: ([a-z]+) -->\n(.*?)<!-- end -->", Pattern.DOTALL);
  private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  @Test
  void shouldListEveryKeyWithDefaultRangeAndReason() throws IOException {
    String page = Files.readString(Shipped.PAGE);
    StringBuilder expected = new StringBuilder();
    Matcher block = BLOCK.matcher(page);
    int sections = 0;
    while (block.find()) {
      SectionRows keys = named(block.group(1));
      String text = "<!-- keys: " + keys.name() + " -->\n" + describe(keys) + "<!-- end -->";
      block.appendReplacement(expected, Matcher.quoteReplacement(text));
      sections++;
    }
    block.appendTail(expected);
    assertThat(sections).isEqualTo(Document.SECTIONS.size());
    Shipped.assertIs(Shipped.PAGE, expected.toString());
  }

  @Test
  void shouldExplainEveryPlaceholder() throws IOException {
    String page = Files.readString(Shipped.PAGE);
    String table = page.substring(page.indexOf("## Placeholders"), page.indexOf("### Environment"));
    for (Keys keys : Document.SECTIONS) {
      for (Key<?> key : keys.all()) {
        assertThat(table).as(key.name()).contains("`" + key.type().placeholder() + "`");
      }
    }
  }

  @Test
  void shouldShowOnlyExamplesThatLoadWithoutWarning() throws Exception {
    Matcher example = EXAMPLE.matcher(Files.readString(Shipped.PAGE));
    int count = 0;
    while (example.find()) {
      assertThat(ConfigFile.parse("example", example.group(1), Map.of()).warnings()).isEmpty();
      count++;
    }
    assertThat(count).isEqualTo(2);
  }

  @Test
  void shouldShipASampleThatLoadsWithoutWarningAndNamesEveryKey() throws Exception {
    Config sample = ConfigFile.load(Shipped.SAMPLE, Map.of());
    assertThat(sample.warnings()).isEmpty();
    assertThat(sample.serviceCount()).isEqualTo(6);
    String text = Files.readString(Shipped.SAMPLE);
    for (Keys keys : Document.SECTIONS) {
      for (Key<?> key : keys.all()) {
        // The sample keeps its token in a file.
        String wanted = key == WebConfig.TOKEN ? "token-file:" : key.name() + ":";
        assertThat(text).as(keys.section()).contains(wanted);
      }
    }
  }

  private static SectionRows named(String section) {
    return Reference.sections().stream()
        .filter(rows -> rows.name().equals(section))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no section " + section));
  }

  private static String describe(SectionRows section) {
    StringBuilder out = new StringBuilder(section.about()).append("\n\n");
    for (KeyRow key : section.keys()) {
      out.append(
          "- **`%s: %s`** (%s; %s)  \n  %s\n"
              .formatted(key.name(), key.placeholder(), key.absent(), key.expected(), key.about()));
    }
    return out.toString();
  }
}
