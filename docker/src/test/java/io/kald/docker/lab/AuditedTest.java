package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AuditedTest {
  @Test
  void shouldConfirmAnAnswerWhateverItsWayTook() {
    Audited audited = read("the journal says answered after 40.2 ms, the capture shows 8.3 ms");

    assertThat(audited.count("confirmed")).isEqualTo(65);
    assertThat(audited.count("verdict_differs")).isZero();
  }

  @Test
  void shouldNotConfirmWhatTheTwoDisagreeOn() {
    Audited audited = read("the journal says answered after 40.2 ms, the capture shows no answer");

    assertThat(audited.count("confirmed")).isEqualTo(64);
    assertThat(audited.count("verdict_differs")).isEqualTo(1);
  }

  private static Audited read(String text) {
    return Audited.parse(
        """
        {"conforms": false, "streams": [{"target": "a"}],
         "findings": [{"rule": "verdict-differs", "frames": [147], "text": "%s"}],
         "journal": {"probes": 65, "confirmed": 64, "verdict_differs": 1}}
        """
            .formatted(text));
  }
}
