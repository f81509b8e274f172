package io.kald.agent.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PingFileTest {
  private static final String TEN_MORE =
      IntStream.range(100, 110)
          .mapToObj(i -> "64 bytes from 10.1.1.4: icmp_seq=" + i + " ttl=63 time=1 ms\n")
          .collect(Collectors.joining());

  @ParameterizedTest(name = "{0}")
  @MethodSource("texts")
  void shouldReadWhatEachToolWrites(String format, String text, String expected) throws Exception {
    Samples samples = Pings.read(text);
    assertThat(samples.format()).isEqualTo(format);
    assertThat(millis(samples)).isEqualTo(expected);
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of(
            "ping",
            """
            PING 10.1.1.4 (10.1.1.4) 56(84) bytes of data.
            [1700000000.123456] 64 bytes from host.example (10.1.1.4): icmp_seq=2 ttl=63 time=28.1 ms
            [1700000001.123456] no answer yet for icmp_seq=3
            64 bytes from 10.1.1.4: icmp_seq=5 ttl=63 time=0.410 ms
            64 bytes from 10.1.1.4: icmp_seq=4 ttl=63 time=1200 ms
            64 bytes from 10.1.1.4: icmp_seq=5 ttl=63 time=0.800 ms (DUP!)
            From 10.1.1.1 icmp_seq=6 Destination Host Unreachable
            64 Bytes von 10.1.1.4: icmp_seq=7 ttl=63 Zeit=2,5 ms

            --- 10.1.1.4 ping statistics ---
            10 packets transmitted, 4 received, +1 duplicates, 60% packet loss, time 9012ms
            rtt min/avg/max/mdev = 0.410/307.7/1200/500 ms
            """,
            "x 28.1 x 1200.0 0.4 x 2.5 x x x"),
        Arguments.of(
            "ping",
            """
            PING 10.1.1.4 (10.1.1.4): 56 data bytes
            64 bytes from 10.1.1.4: icmp_seq=0 ttl=63 time=0.407 ms
            Request timeout for icmp_seq 1
            64 bytes from 10.1.1.4: icmp_seq=2 ttl=63 time=0.5 ms
            64 bytes from 10.1.1.4: icmp_seq=1 ttl=63 time=2000.5 ms
            --- 10.1.1.4 ping statistics ---
            3 packets transmitted, 3 packets received, 0.0% packet loss
            PING 10.1.1.4 (10.1.1.4): 56 data bytes
            64 bytes from 10.1.1.4: seq=0 ttl=63 time=1.5 ms
            64 bytes from 10.1.1.4: seq=7 ttl=63 time=1.5 ms
            """,
            "0.4 2000.5 0.5 1.5 x x x x x x 1.5"),
        Arguments.of(
            "ping",
            IntStream.of(65530, 65531, 65532, 65533, 65534, 65535, 0, 2, 3, 4)
                .mapToObj(i -> "64 bytes from ::1: icmp_seq=" + i + " ttl=63 time=1 ms\n")
                .collect(Collectors.joining()),
            "1.0 1.0 1.0 1.0 1.0 1.0 1.0 x 1.0 1.0 1.0"),
        Arguments.of(
            "ping of Windows",
            """
            Pinging 10.1.1.4 with 32 bytes of data:
            Reply from 10.1.1.4: bytes=32 time=28ms TTL=63
            Reply from 10.1.1.4: bytes=32 time<1ms TTL=63
            Request timed out.
            Reply from 10.1.1.1: Destination host unreachable.
            General failure.
            Reply from ::1: time=3ms
            Antwort von 10.1.1.4: Bytes=32 Zeit=412ms TTL=63
            Antwort von 10.1.1.4: Bytes=32 Zeit<1ms TTL=63
            Zeitüberschreitung der Anforderung.
            Antwort von 10.1.1.1: Zielhost nicht erreichbar.
            Zielnetz nicht erreichbar.
            """,
            "28.0 1.0 x x 3.0 412.0 1.0 x x x"),
        Arguments.of(
            "ping of Cisco IOS",
            """
            Router#ping 10.1.1.4 repeat 12
            Type escape sequence to abort.
            Sending 12, 100-byte ICMP Echos to 10.1.1.4, timeout is 2 seconds:
            !!!.!!
            !U!!!!
            Success rate is 83 percent (10/12), round-trip min/avg/max = 1/5/40 ms
            """,
            "1.1 1.1 1.1 x 1.1 1.1 40.0 x 1.0 1.1 1.1 1.1"),
        Arguments.of(
            "ping of Cisco IOS",
            """
            Sending 10, 100-byte ICMP Echos to 10.1.1.4, timeout is 2 seconds:
            """
                + IntStream.range(0, 9)
                    .mapToObj(i -> "Reply to request " + i + " (" + i + " ms)\n")
                    .collect(Collectors.joining())
                + "Request 9 timed out\n",
            "0.0 1.0 2.0 3.0 4.0 5.0 6.0 7.0 8.0 x"),
        Arguments.of(
            "fping",
            IntStream.range(0, 11)
                .filter(i -> i != 4)
                .mapToObj(
                    i ->
                        i == 3
                            ? "10.1.1.4 : [3], timed out (0.41 avg, 25% loss)\n"
                            : "10.1.1.4 : [" + i + "], 64 bytes, 0.41 ms (0.41 avg, 0% loss)\n")
                .collect(Collectors.joining()),
            "0.4 0.4 0.4 x x 0.4 0.4 0.4 0.4 0.4 0.4"),
        Arguments.of(
            "fping",
            "10.1.1.4 : 0.41 12.5 - 0.45 0.41 0.41 0.41 0.41 0.41 0.41\n",
            "0.4 12.5 x 0.5 0.4 0.4 0.4 0.4 0.4 0.4"),
        Arguments.of(
            "kald probe",
            probe("\"answered\",\"rtt\":0.028100000")
                + probe("\"rejected\",\"after\":0.001,\"reason\":\"refused\",\"detail\":\"\"")
                + probe("\"rejected\",\"after\":0.001,\"reason\":\"host-unreachable\"")
                + probe("\"unanswered\",\"after\":4.000000000,\"reason\":\"silent\"")
                + probe("\"not-probed\",\"reason\":\"no-source-port\"")
                + probe("\"answered\",\"rtt\":0.001").repeat(6)
                + "{\"event\":\"summary\",\"sent\":10}\n",
            "28.1 1.0 x x 1.0 1.0 1.0 1.0 1.0 1.0"));
  }

  private static String probe(String rest) {
    return "{\"event\":\"probe\",\"kind\":\"icmp\",\"target\":\"h\",\"outcome\":" + rest + "}\n";
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
  @ValueSource(strings = {"d4c3b2a1", "a1b2c3d4", "4d3cb2a1", "a1b23c4d", "0a0d0d0a"})
  void shouldSayThatItReadsNoCaptures(String magic) {
    assertThatThrownBy(() -> Pings.read(HexFormat.of().parseHex(magic + "0000")))
        .hasMessage(
            "FILE: this is a packet capture; kald advise reads the output of ping, it cannot read"
                + " captures yet");
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
  void shouldNotFillMemoryWithNumbersThatLeap() {
    String leaps =
        IntStream.range(0, 400)
            .mapToObj(i -> "icmp_seq=" + (i * 30_000L) + " time=1 ms\n")
            .collect(Collectors.joining());
    assertThatThrownBy(() -> Pings.read(leaps))
        .hasMessage("FILE: more than 5000000 samples; give a part of it");
  }

  private static String millis(Samples samples) {
    return IntStream.range(0, samples.count())
        .mapToLong(samples::rttNanos)
        .mapToObj(rtt -> rtt == Samples.LOST ? "x" : "%.1f".formatted(rtt / 1e6))
        .collect(Collectors.joining(" "));
  }
}
