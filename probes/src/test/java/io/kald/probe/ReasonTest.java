package io.kald.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of reasons is complete and plain, and its page is made from it. */
class ReasonTest {
  private static final Path PAGE = Path.of("REASONS.md");

  @ParameterizedTest
  @EnumSource
  void shouldSayWhatItMeansAndWhatToDo(Reason reason) {
    assertThat(reason.code()).matches("[A-Z0-9]{4,6}").startsWith(reason.layer().prefix());
    assertThat(reason.words()).matches("[a-zA-Z0-9][^.\"\\\\|]*");
    assertThat(reason.meaning()).matches("[A-Z][^\"|]*\\.");
    assertThat(reason.advice()).matches("[A-Z][^\"|]*\\.");
  }

  @Test
  void shouldHaveNoTwoOfACodeOrOfWords() {
    assertThat(Arrays.stream(Reason.values()).map(Reason::code)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(Reason.values()).map(Reason::words)).doesNotHaveDuplicates();
  }

  /** Metrics pack a reason into six bits, ahead of a count. */
  @Test
  void shouldBeFewerThanSixtyFour() {
    assertThat(Reason.values()).hasSizeLessThan(64);
  }

  /** {@code -Dkald.write} writes the page anew. */
  @Test
  void shouldBeOnThePage() throws IOException {
    String page = page();
    if (System.getProperty("kald.write") != null) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE))
        .as("%s, which mvn test -Dkald.write writes anew", PAGE)
        .isEqualTo(page);
  }

  private static String page() {
    StringBuilder page = new StringBuilder();
    page.append("# Reasons\n\n");
    page.append("Why a probe was not answered: in the journal, the JSON of the API and of\n");
    page.append("`kald probe`, and as the label `reason` of metrics. This page is made from the\n");
    page.append("table in the code (`Reason`). The code begins with the layer: L2 link, L3\n");
    page.append("network, L4 transport, L7 application, NM name, HO this machine.\n");
    page.append("\n## Evidence against the target\n\n");
    page.append("The probe counts as a failure of the target.\n");
    rows(page, Reason.EvidenceClass.AGAINST_TARGET);
    page.append("\n## No evidence\n\n");
    page.append("The probe was not sent, or its failure is this machine's own: *not probed*.\n");
    rows(page, Reason.EvidenceClass.NONE);
    return page.toString();
  }

  private static void rows(StringBuilder page, Reason.EvidenceClass evidence) {
    page.append("\n| reason | code | layer | in words | what it means | what to do |\n");
    page.append("|---|---|---|---|---|---|\n");
    for (Reason reason : Reason.values()) {
      if (reason.evidence() == evidence) {
        page.append("| `" + reason.label() + "` | `" + reason.code() + "` | ")
            .append(reason.layer().words() + " | " + reason.words() + " | ")
            .append(reason.meaning() + " | " + reason.advice() + " |\n");
      }
    }
  }
}
