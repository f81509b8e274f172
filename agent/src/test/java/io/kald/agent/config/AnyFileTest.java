package io.kald.agent.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the file holds, it is a configuration or a list of mistakes. */
class AnyFileTest {
  private static final List<String> PIECES =
      List.of(
          "services:",
          "keepalives:",
          "defaults:",
          "web:",
          "- ",
          "name: a",
          "host: h",
          "type: tcp",
          "port: 80",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          ": ",
          "\n",
          "\n  ",
          "\n    ",
          "\t",
          "#",
          "'",
          "\"",
          "\\",
          "&a",
          "*a",
          "!!str",
          "!",
          "%YAML 1.1\n",
          "%TAG ! x\n",
          "---\n",
          "...\n",
          "| ",
          "> ",
          "|2-\n",
          "? ",
          "<<",
          "${X}",
          "${",
          "$${",
          "${X:-y}",
          "0x",
          "~",
          "null",
          "\uFEFF",
          "\u0085",
          "\u2028",
          "\ud83d\ude00",
          "é",
          "\\x",
          "\\U",
          "\\u12",
          "99999999999999999999",
          "1:30",
          "@",
          "`",
          "-",
          "=");

  /** Reads the bytes; anything else than a configuration or mistakes fails the test. */
  private static void read(byte[] bytes) {
    Problems problems = new Problems("f");
    String text = SourceText.decode(bytes, problems);
    try {
      if (text == null) {
        problems.throwIfAny();
        throw new AssertionError("neither text nor problem");
      }
      Config config = ConfigFile.parse("f", text, Map.of("X", "x"));
      Config again = ConfigFile.parse("again", config.effective(), Map.of());
      assertThat(again.monitored()).isEqualTo(config.monitored());
      assertThat(again.journal()).isEqualTo(config.journal());
      assertThat(again.witness()).isEqualTo(config.witness());
    } catch (ConfigException e) {
      assertThat(e.problems()).isNotEmpty().allSatisfy(AnyFileTest::isWellFormed);
    }
  }

  private static void isWellFormed(Problem problem) {
    assertThat(problem.line()).isPositive();
    assertThat(problem.column()).isPositive();
    assertThat(problem.message()).isNotBlank().hasSizeLessThan(500);
    assertThat(problem.toString()).matches("[\\P{Cntrl}]*");
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(PIECES).list().ofMaxSize(40).map(list -> String.join("", list));
  }

  @Property(tries = 5_000)
  @net.jqwik.api.Tag("slow")
  void shouldSurviveAnyOrderOfYaml(@ForAll("pieces") String yaml) {
    read(yaml.getBytes(UTF_8));
  }

  @Property
  void shouldSurviveAnyBytes(@ForAll byte[] bytes) {
    read(bytes);
  }

  @Property
  void shouldSurviveAnyText(@ForAll String text) {
    read(text.getBytes(UTF_8));
  }

  @Property(tries = 2_000)
  @net.jqwik.api.Tag("slow")
  void shouldSurviveAnyDamageToTheSample(@ForAll long seed) throws IOException {
    read(damage(Files.readAllBytes(Shipped.SAMPLE), new Random(seed)));
  }

  @Property(tries = 2_000)
  @net.jqwik.api.Tag("slow")
  void shouldSurviveAnyDamageToAFileWithEveryKey(@ForAll long seed) {
    read(damage(GoodFiles.EVERYTHING.getBytes(UTF_8), new Random(seed)));
  }

  @Test
  @Tag("slow")
  void shouldSurviveAFileCutAnywhere() {
    byte[] all = GoodFiles.EVERYTHING.getBytes(UTF_8);
    for (int length = 0; length < all.length; length++) {
      read(Arrays.copyOf(all, length));
    }
  }

  /** A few bytes changed, dropped, repeated, or replaced by pieces of YAML. */
  private static byte[] damage(byte[] bytes, Random random) {
    byte[] now = bytes;
    int wounds = 1 + random.nextInt(4);
    for (int i = 0; i < wounds; i++) {
      int at = random.nextInt(now.length);
      int length = Math.min(now.length - at, random.nextInt(8));
      byte[] piece =
          switch (random.nextInt(4)) {
            case 0 -> new byte[] {(byte) random.nextInt(256)};
            case 1 -> new byte[0];
            case 2 -> Arrays.copyOfRange(now, at, Math.min(now.length, at + random.nextInt(300)));
            default -> PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8);
          };
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(now, 0, at);
      out.writeBytes(piece);
      out.write(now, at + length, now.length - at - length);
      now = out.toByteArray();
    }
    return now;
  }

  @Test
  @Tag("slow")
  void shouldEndWithTenMegabytesOfNoise() {
    byte[] noise = new byte[10 << 20];
    new Random(1).nextBytes(noise);
    read(noise);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) (' ' + (noise[i] & 0x3f));
    }
    read(noise);
  }

  /** What would be slow if any step looked back or ahead for long. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "a,", "'", "#", "\n"})
  @Tag("slow")
  void shouldEndWithTenMegabytesOfOneKind(String piece) {
    read(piece.repeat((10 << 20) / piece.length()).getBytes(UTF_8));
  }

  @Test
  @Tag("slow")
  void shouldEndWithMuchOfAnyPiece() {
    for (String piece : PIECES) {
      String much = piece.repeat((1 << 18) / piece.length());
      read(much.getBytes(UTF_8));
      read(("services: [" + much).getBytes(UTF_8));
      read(("services: \"" + much).getBytes(UTF_8));
    }
  }

  @Test
  @Tag("slow")
  void shouldRefuseMoreValuesThanMemoryIsMeantFor() {
    assertThatThrownBy(() -> ConfigFile.parse("f", "-\n".repeat(4_000_001), Map.of()))
        .hasMessage("f:4000000:2: more than 4000000 values (expected: fewer)");
  }

  @Test
  void shouldRefuseAliasesThatWouldGrow() {
    StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
    for (char c = 'b'; c <= 'i'; c++) {
      char before = (char) (c - 1);
      String aliases = ("*" + before + ",").repeat(9);
      bomb.append(c).append(": &").append(c).append(" [").append(aliases).append("]\n");
    }
    assertThat(GoodFiles.loads(bomb.toString())).isFalse();
  }
}
