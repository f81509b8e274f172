package io.kald.agent.idle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WordsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SILENT        | 15   | 16.5 | Cisco CSS, other ports than HTTP (16 s)",
        "SILENT        | 7.5  | 8    | Cisco CSS, HTTP (8 s)",
        "SILENT        | 239  | 240  | Azure Load Balancer (240 s)",
        "RESET         | 349  | 351  | AWS Network Load Balancer and NAT gateway (350 s)",
        "RESET_UNASKED | 3599 | 3600 | Cisco CSM, ACE and ASA (3600 s)",
        "SILENT        | 20   | 21   | ''",
        "SILENT        | 0    | 3600 | ''",
        "CLOSED        | 100  | 120  | sshd waiting for a login (120 s)",
        "KEPT          | 3600 | 0    | ''"
      })
  void shouldNameTheDefaultThatLiesBetween(
      Fate fate, double keptSeconds, double deadSeconds, String known) {
    Finding found = new Finding(fate, nanos(keptSeconds), nanos(deadSeconds), 0, true, "");
    assertThat(Words.known(found)).isEqualTo(known);
  }

  @ParameterizedTest
  @CsvSource({"7.5, 7.5 s", "16, 16 s", "120, 2 min", "90, 90 s", "3600, 60 min"})
  void shouldWriteSpansShortly(double seconds, String text) {
    assertThat(Words.span(nanos(seconds))).isEqualTo(text);
  }

  private static long nanos(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }
}
