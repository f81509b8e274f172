package io.kald.agent.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PingFileTest {
  private static final String TEN_MORE =
      IntStream.range(100, 110)
          .mapToObj(i -> "64 bytes from 10.1.1.4: icmp_seq=" + i + " ttl=63 time=1 ms\n")
          .collect(Collectors.joining());

  /** One case of pings.txt: what wrote it and of what kind, its text, and the samples in it. */
  record Case(String title, String text, String expected) {
    @Override
    public String toString() {
      return title;
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldReadWhatEachToolWrites(Case ping) throws Exception {
    Samples samples = Pings.read(ping.text());
    assertThat(samples.format()).isEqualTo(ping.title().substring(0, ping.title().indexOf(" | ")));
    assertThat(millis(samples)).isEqualTo(ping.expected());
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (InputStream in = PingFileTest.class.getResourceAsStream("pings.txt")) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      for (String part : Pattern.compile("^## ", Pattern.MULTILINE).split(all, -1)) {
        int title = part.indexOf('\n');
        int expected = part.lastIndexOf(">> ");
        if (title >= 0) {
          cases.add(
              new Case(
                  part.substring(0, title),
                  part.substring(title + 1, expected),
                  part.substring(expected + 3).strip()));
        }
      }
    }
    return cases;
  }

  @Test
  void shouldSayWhichRoundTripsAreFilledIn() throws Exception {
    String ios = "Sending 10, 100-byte ICMP Echos to 10.1.1.4:\n!!!!!!!!!!\n";
    assertThat(Pings.read(ios).exact()).isFalse();
    assertThat(Pings.seed(1).exact()).isTrue();
  }

  @Test
  void shouldFindTheLossThatOnlyTheNumbersShow() throws Exception {
    Samples samples = Pings.seed(2);
    assertThat(samples.count()).isEqualTo(25);
    assertThat(samples.rttNanos(23)).isEqualTo(Samples.LOST);
    assertThat(Figures.of(samples).lost()).isEqualTo(1);
  }

  @Test
  void shouldReadWhatConsolesOfWindowsSave() throws Exception {
    String german = "Zeitüberschreitung der Anforderung.\r\n".repeat(10);
    for (String charset : new String[] {"windows-1252", "IBM850", "UTF-8"}) {
      assertThat(Pings.read(german.getBytes(Charset.forName(charset))).count())
          .as(charset)
          .isEqualTo(10);
    }
    byte[] powerShell = ("\uFEFF" + german).getBytes(StandardCharsets.UTF_16LE);
    assertThat(Pings.read(powerShell).count()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello\n", "a: b\n- c\n", "{\"event\":\"probe\"}\n", "{]\n", "!!!\n"})
  void shouldSayWhenThereIsNoPingInIt(String text) {
    assertThatThrownBy(() -> Pings.read(text))
        .isInstanceOf(UnreadableException.class)
        .hasMessage(
            "FILE: no output of ping in it (expected: ping of Linux, BSD, macOS, Windows or Cisco"
                + " IOS, fping, or kald probe -o json)");
  }

  @Test
  void shouldSayWhenThereIsTooLittle() {
    assertThatThrownBy(() -> Pings.read("Request timed out.\n".repeat(9)))
        .hasMessage("FILE: too few samples: 9 (expected: 10 or more)");
  }

  @Test
  void shouldSayWhenTargetsAreMixed() {
    String one = "10.1.1.4 : 1 1 1 1 1 1\n";
    assertThatThrownBy(() -> Pings.read(one + one.replace(".4", ".5")))
        .hasMessage("FILE: answers of 2 targets are mixed; give those of one");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "64 bytes from %s: icmp_seq=1 ttl=63 time=1 ms\n",
        "64 bytes from phone (%s): icmp_seq=1 ttl=63 time=1 ms\n",
        "64 bytes from %s: seq=1 ttl=63 time=1.0 ms\n",
        "16 bytes from %s, icmp_seq=1 hlim=64 time=1.0 ms\n",
        "64 Bytes von %s: icmp_seq=1 ttl=63 Zeit=1 ms\n",
        "Reply from %s: bytes=32 time<1ms TTL=128\n",
        "Antwort von %s: Bytes=32 Zeit<1ms TTL=128\n",
        "Sending 1, 100-byte ICMP Echos to %s, timeout is 2 seconds:\n!\n"
      })
  void shouldNotTakeTwoTestsOfPingForOne(String line) {
    assertThatThrownBy(() -> Pings.read(line.formatted("10.1.2.4") + line.formatted("fe80::4%1")))
        .hasMessage("FILE: answers of 2 targets are mixed; give those of one");
    assertThatThrownBy(() -> Pings.read(line.formatted("10.1.2.4").repeat(2)))
        .hasMessageStartingWith("FILE: too few samples");
  }

  @Test
  void shouldCountARunOfWhichOnlyTheSummaryTells() throws Exception {
    String none = "PING 10.1.1.4\n\n5 packets transmitted, 0 received, 100% packet loss\n";
    String quiet = "PING 10.1.1.4\n\n5 packets transmitted, 5 received, 0% packet loss\n";
    assertThat(millis(Pings.read("PING 10.1.1.4\n" + TEN_MORE + none)))
        .isEqualTo("1.0 ".repeat(10) + "x x x x x");
    assertThat(Pings.read("PING 10.1.1.4\n" + TEN_MORE + quiet).count()).isEqualTo(10);
  }

  @Test
  void shouldGiveNoAdviceWithoutAnAnswer() throws Exception {
    assertThatThrownBy(() -> PingFile.advise(Pings.read("Request timed out.\n".repeat(12)), "FILE"))
        .isInstanceOf(UnreadableException.class)
        .hasMessage("FILE: none was answered of 12: nothing shows that anyone was there");
    assertThat(PingFile.advise(Pings.seed(1), "FILE")).isEqualTo(Advice.on(Pings.seed(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d", "0a0d0d0a"})
  void shouldSayThatItReadsCapturesFromFiles(String magic) {
    assertThatThrownBy(() -> Pings.read(HexFormat.of().parseHex(magic + "0000")))
        .hasMessage(
            "FILE: this is a packet capture; kald advise reads one from a file (expected: its name in"
                + " place of -)");
  }

  @Test
  void shouldPassOverLinesItDoesNotUnderstand() throws Exception {
    String odd =
        "64 bytes from 10.1.1.4: icmp_seq=99999999999 time=1 ms\n"
            + "64 bytes from 10.1.1.4: icmp_seq=99 ttl=63 time="
            + "9".repeat(400)
            + " ms\n"
            + "x".repeat(20_000)
            + "\n";
    assertThat(Pings.read(odd + TEN_MORE).rttNanos(0)).isEqualTo(3_600_000_000_000L);
    assertThat(Pings.read(odd + TEN_MORE).count()).isEqualTo(11);
  }

  @Test
  @Tag("slow")
  void shouldNotFillMemoryWithNumbersThatLeap() {
    String leaps =
        IntStream.range(0, 400)
            .mapToObj(i -> "icmp_seq=" + (i * 30_000L) + " time=1 ms\n")
            .collect(Collectors.joining());
    assertThatThrownBy(() -> Pings.read(leaps))
        .hasMessage("FILE: more than 5000000 samples; give a part of it");
  }

  @Test
  @Tag("slow")
  void shouldNotFillMemoryWithMarks() {
    String marks =
        "Sending 9, 100-byte ICMP Echos to 10.1.1.4:\n" + ("!".repeat(5000) + "\n").repeat(1001);
    assertThatThrownBy(() -> Pings.read(marks))
        .hasMessage("FILE: more than 5000000 samples; give a part of it");
  }

  @Test
  void shouldCountOnlySoManyTargets() {
    String many =
        IntStream.range(0, 1200)
            .mapToObj(i -> "host" + i + " : 1 1 1\n")
            .collect(Collectors.joining());
    assertThatThrownBy(() -> Pings.read(many))
        .hasMessage("FILE: answers of at least 1000 targets are mixed; give those of one");
  }

  @Test
  void shouldGiveUpALineWithoutAnEnd() {
    InputStream zeros =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }
        };
    assertThatThrownBy(() -> PingFile.read(zeros, "/dev/zero"))
        .isInstanceOf(UnreadableException.class)
        .hasMessage(
            "/dev/zero: a line of more than 1000000 characters, from character 0 on; give the output"
                + " of ping, or a part of it");
  }

  private static String millis(Samples samples) {
    return IntStream.range(0, samples.count())
        .mapToLong(samples::rttNanos)
        .mapToObj(rtt -> rtt == Samples.LOST ? "x" : "%.1f".formatted(rtt / 1e6))
        .collect(Collectors.joining(" "));
  }
}
