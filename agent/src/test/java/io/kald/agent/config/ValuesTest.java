package io.kald.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.schema.Durations;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import io.kald.schema.Sizes;
import io.kald.schema.Type;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  @ParameterizedTest
  @CsvSource({
    "5s, 5000000000",
    "5, 5000000000",
    "0, 0",
    "0.5, 500000000",
    "300ms, 300000000",
    "2m, 120000000000",
    "1h, 3600000000000",
    "1m30s, 90000000000",
    "1d2h3m4s5ms, 93784005000000",
    "1.5s, 1500000000",
    "0.001ms, 1000",
    "100000d, 8640000000000000000"
  })
  void shouldReadDurations(String text, long nanos) {
    assertThat(Durations.read(text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "s",
        "5 s",
        "5S",
        "5us",
        "-1s",
        "+1s",
        "1s1s",
        "1s1m",
        "1ms1s",
        "1.s",
        ".5s",
        "1..5s",
        "1.5.5s",
        "5s5",
        "1e3s",
        "0x10",
        "1,5s",
        "1.0001s",
        "200000d",
        "9999999999999s",
        "١s",
        "5s "
      })
  void shouldRefuseWhatIsNoDuration(String text) {
    assertThat(Durations.read(text)).isNull();
  }

  @Property
  void shouldReadWhatItWritesOfDurations(@ForAll @LongRange(min = 0, max = 1L << 53) long micros) {
    long nanos = micros * 1_000;
    assertThat(Durations.read(Durations.write(nanos))).isEqualTo(nanos);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "64KiB, 65536",
    "64MiB, 67108864",
    "1GiB, 1073741824",
    "2TiB, 2199023255552"
  })
  void shouldReadSizes(String text, long bytes) {
    assertThat(Sizes.read(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "MiB",
        "1MB",
        "1M",
        "1.5GiB",
        "-1",
        "1 GiB",
        "8388608TiB",
        "9999999999999999999"
      })
  void shouldRefuseWhatIsNoSize(String text) {
    assertThat(Sizes.read(text)).isNull();
  }

  @Property
  void shouldReadWhatItWritesOfSizes(@ForAll @LongRange(min = 0, max = 1L << 58) long bytes) {
    assertThat(Sizes.read(Sizes.write(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "h", "localhost.", "a-b.example", "_sip._tcp.example", "10.example", "127.0.0.1", "0.0.0.0",
        "::", "::1", "fe80::1%eth0", "2001:db8::", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1",
            "1::7.8.9.10",
        "2001:DB8:0:0:8:800:200C:417A", "xn--bcher-kva.example"
      })
  void shouldTakeHosts(String text) {
    assertThat(Hosts.isHost(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "-a",
        "a-",
        "a..b",
        "a b",
        "a/b",
        "a@b",
        "bücher.example",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "01.1.1.1",
        "1.1.1.",
        "1.1.1.1.",
        "10",
        ":",
        ":1",
        "1:2:3",
        "::1::",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7::8:9",
        "12345::",
        "::g",
        "::1%",
        "::1%a/b",
        "::1.2.3",
        "1.2.3.4::",
        "[::1]",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void shouldRefuseWhatIsNoHost(String text) {
    assertThat(Hosts.isHost(text)).isFalse();
  }

  @Property
  void shouldJudgeAnyTextWithoutFailing(@ForAll @StringLength(max = 40) String text) {
    for (Keys keys : Document.SECTIONS) {
      for (Key<?> key : keys.all()) {
        readsAsItWrites(key.type(), text);
      }
    }
  }

  /** What a type writes of a value, it reads as that value. */
  private static <T> void readsAsItWrites(Type<T> type, String text) {
    T value = type.reading().read(text);
    if (value != null && !type.placeholder().equals(Type.SECRET)) {
      assertThat(type.reading().read(type.writing().apply(value))).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @CsvSource({"port, port, 0", "prot, port, 1", "type, typ, 1", "a, bcd, 3"})
  void shouldCountEdits(String a, String b, int edits) {
    assertThat(Spelling.distance(a, b)).isEqualTo(edits);
    assertThat(Spelling.distance(b, a)).isEqualTo(edits);
  }

  @ParameterizedTest
  @CsvSource({
    "servcies, services",
    "SERVICES, services",
    "service, services",
    "keep-alives, keepalives"
  })
  void shouldGuessWhatWasMeant(String word, String meant) {
    assertThat(Spelling.hint(word, List.of("services", "keepalives")))
        .isEqualTo("(did you mean `" + meant + "`?)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "colours", "defaults"})
  void shouldNotGuessWildly(String word) {
    assertThat(Spelling.hint(word, List.of("services", "keepalives")))
        .isEqualTo("(expected: services, keepalives)");
  }
}
