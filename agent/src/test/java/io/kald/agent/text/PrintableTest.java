package io.kald.agent.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
  @ParameterizedTest
  @CsvSource({
    "'plain text, äöü, 日本, עברית, \uD83D\uDE00', 'plain text, äöü, 日本, עברית, \uD83D\uDE00'",
    "'a\u202eb', 'a\\u202eb'",
    "'\u2066x\u2069', '\\u2066x\\u2069'",
    "'\u200f\u200e\u061c', '\\u200f\\u200e\\u061c'",
    "'a\u001b[31mb', 'a\\u001b[31mb'",
    "'a\nb\tcd', 'a\\u000ab\\u0009cd'",
    "'\u009b31m', '\\u009b31m'",
    "'\u2028\u2029\ufeff\u00ad', '\\u2028\\u2029\\ufeff\\u00ad'",
    "'\ud83d!', '\\ud83d!'"
  })
  void shouldShowWhatHidesOrSteersAsItsCode(String text, String shown) {
    assertThat(Printable.of(text)).isEqualTo(shown);
  }

  @Test
  void shouldPassLinesAndEscapeTheRest() throws IOException {
    assertThat(written("a\u0000\tb\r\n\u202ec\u001b[1mü\uD83D\uDE00\u0007", false))
        .isEqualTo("a\\u0000\tb\r\n\\u202ec\\u001b[1mü\uD83D\uDE00\\u0007");
  }

  @Test
  void shouldPassWhatKaldDrawsWithAndNothingElse() throws IOException {
    String drawing = "\r\u001b[12A\u001b[31;1mdown\u001b[0m\u001b[K\n\u001b[J";
    assertThat(written(drawing, true)).isEqualTo(drawing);
    assertThat(written(drawing, false)).doesNotContain("\u001b");
    for (String attack :
        new String[] {"\u001b]0;title\u0007", "\u001b[2J", "\u001b[1;1H", "\u001bc", "\u001b[6n"}) {
      assertThat(written(attack, true)).startsWith("\\u001b").doesNotContain("\u001b", "\u0007");
    }
  }

  private static String written(String text, boolean terminal) throws IOException {
    StringWriter to = new StringWriter();
    try (PrintWriter out = new PrintWriter(new PrintableWriter(to, terminal), true)) {
      out.print(text);
    }
    return to.toString();
  }
}
