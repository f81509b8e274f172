package io.kald.agent.advise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kald.probe.PhoneDetection.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdviceTest {
  @Test
  void shouldGiveNormalForPingTestOneOfTheSeed() throws Exception {
    Advice advice = Advice.on(Pings.seed(1));
    assertThat(advice.kind()).isEqualTo(Kind.NORMAL);
    assertThat(advice.reasons())
        .containsExactly(
            "every answer came well before the KeepAlive would have been sent again",
            "at worst Normal passed 0 of its 6 instants, Delayed 0 of 9");
    assertThat(advice.figures().medianNanos()).isEqualTo(397_000);
    assertThat(advice.normal()).isEqualTo(new Replay(26, 0, 0, 0, 6, 200_000_000, 300_000_000));
  }

  @Test
  void shouldGiveDelayedForPingTestTwoOfTheSeed() throws Exception {
    Advice advice = Advice.on(Pings.seed(2));
    assertThat(advice.kind()).isEqualTo(Kind.DELAYED);
    assertThat(advice.reasons())
        .singleElement()
        .asString()
        .startsWith("answers take 0.400 ms to 417 ms: ")
        .contains("although its first interval swings from 200 ms to ");
    assertThat(advice.normal().lateAnswers()).isGreaterThanOrEqualTo(2);
    assertThat(advice.normal().falseFailovers()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "....................,       0, 0, 0, NORMAL",
    ".....xx.............,       0, 2, 2, NORMAL",
    ".....xxxx...........,       0, 4, 4, NORMAL",
    ".....xxxxx..........,       0, 5, 5, DELAYED",
    ".....xxxxxx.........,       1, 6, 6, DELAYED",
    ".....xxxxxxxx.......,       1, 6, 8, DELAYED",
    ".....xxxxxxxxx......,       1, 6, 9, NORMAL",
    "xxxxxxxxxxxxxxxxxx..,       3, 6, 9, DELAYED",
    "...............xxxxx,       0, 0, 0, DELAYED",
  })
  void shouldSpendOneSampleOnEachTransmission(
      String pattern, int failovers, int normalDeepest, int delayedDeepest, Kind kind) {
    Advice advice = Advice.on(Pings.of(pattern));
    assertThat(advice.normal().falseFailovers()).isEqualTo(failovers);
    assertThat(advice.normal().deepest()).isEqualTo(normalDeepest);
    assertThat(advice.delayed().deepest()).isEqualTo(delayedDeepest);
    assertThat(advice.kind()).isEqualTo(kind);
  }

  @Test
  void shouldTakeTheFirstAnswerWhicheverTransmissionItIsOf() {
    Replay replay = Replay.of(Advice.settings(Kind.DELAYED), Pings.of(700, 100, 5, 5));
    assertThat(replay.keepAlives()).as("700 ms is overtaken by 300 + 100 ms").isEqualTo(3);
    assertThat(replay.deepest()).isEqualTo(1);
    assertThat(replay.lateAnswers()).isEqualTo(1);
  }

  @Test
  void shouldCountAnAnswerAfterTheResetAsMissed() {
    Samples slow = Pings.of(new double[] {40_000, -1, -1, -1, -1, -1, -1, -1, -1, 1});
    assertThat(Replay.of(Advice.settings(Kind.DELAYED), slow).falseFailovers()).isEqualTo(1);
  }

  @Test
  void shouldNotMindAPathThatIsSlowButEven() {
    double[] satellite = new double[200];
    Arrays.fill(satellite, 250);
    assertThat(Advice.on(Pings.of(satellite)).kind()).isEqualTo(Kind.NORMAL);
  }

  @Test
  void shouldAdviseDelayedWhereATenthIsLost() {
    Advice advice = Advice.on(Pings.of("........x.".repeat(10)));
    assertThat(advice.kind()).isEqualTo(Kind.DELAYED);
    assertThat(advice.reasons())
        .containsExactly(
            "at a loss of 10 % chance alone loses 6 packets in a row now and then, and with them"
                + " Normal the node");
  }

  @Property
  void shouldNeverFindMoreFailoversWithDelayedThanWithNormal(
      @ForAll @Size(min = 10, max = 300) List<@DoubleRange(min = -1, max = 200) Double> millis) {
    Samples samples = Pings.of(millis.stream().mapToDouble(Double::doubleValue).toArray());
    Advice advice = Advice.on(samples);
    assertThat(advice.delayed().falseFailovers())
        .isLessThanOrEqualTo(advice.normal().falseFailovers());
    assertThat(advice.reasons()).isNotEmpty();
    assertThat(text(samples).lines()).allSatisfy(line -> assertThat(line.length()).isLessThan(220));
  }

  @Test
  void shouldDrawThePathAndTheInstants() throws Exception {
    assertThat(text(Pings.seed(2)))
        .startsWith("Detect Unified CM Connection Failure: Delayed\n  because answers take")
        .contains("25 samples from ping: 1 lost (4.0 %), at most 1 in a row\n")
        .contains("answers: least 0.400 ms, median 118 ms, p95 412 ms, p99 417 ms, most 417 ms")
        .contains("\n  ▅▇▂▂▂▇▇▇▂▇▆█▂▇▇▇▂▂▆▃█▇▇×▇\n")
        .contains("200 - 500 ms  ########")
        .contains("^ 300 ms: delayed sends again")
        .contains(": normal sends again")
        .contains("lost  ×");
  }

  @Test
  void shouldSayTheSameToPrograms() throws Exception {
    StringWriter out = new StringWriter();
    Samples samples = Pings.seed(2);
    AdviceJson.write("", samples, Advice.on(samples), new PrintWriter(out, true));
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(out.toString()).hasLineCount(1);
    assertThat(json.at("/detect_failure").asText()).isEqualTo("delayed");
    assertThat(json.at("/reasons")).hasSize(1);
    assertThat(json.at("/samples/lost").asInt()).isEqualTo(1);
    assertThat(json.at("/samples/rtt_max").asText()).isEqualTo("0.417");
    assertThat(json.at("/delayed/instants").asInt()).isEqualTo(9);
  }

  private static String text(Samples samples) {
    StringWriter out = new StringWriter();
    AdviceText.write(samples, Advice.on(samples), new PrintWriter(out, true));
    return out.toString();
  }
}
