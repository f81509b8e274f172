package io.kald.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.log.LogLevel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class CliTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Console console =
      new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);
  private final Recorded actions = new Recorded();
  private final Cli cli = new Cli(actions, console);

  /** One table: the README's and that of the help. */
  @Test
  void shouldGiveTheSameMeaningOfExitCodesEverywhere() throws IOException {
    assertThat(cli.execute("--help")).isZero();
    String help = out.toString().replaceAll("\\s+", " ");
    String readme = Files.readString(Path.of("../README.md"));
    String table = readme.replaceFirst("(?s).*## Exit codes\n(.*?)\n## .*", "$1");
    for (ExitCode code : ExitCode.values()) {
      assertThat(help).contains(" " + code.code() + " " + code.meaning());
      assertThat(table).contains("| " + code.code() + " | " + code.meaning() + " |\n");
    }
    assertThat(table.lines().filter(line -> line.matches("\\| \\d.*")))
        .hasSize(ExitCode.values().length);
  }

  @ParameterizedTest
  @MethodSource("understood")
  void shouldHandOverWhatWasAsked(String line, Object asked) {
    assertThat(cli.execute(line.split(" "))).isZero();
    assertThat(actions.asked).containsExactly(asked);
  }

  static Stream<Arguments> understood() {
    return Stream.of(
        Arguments.of(
            "run --config.file k.yaml",
            new Actions.RunRequest(
                Path.of("k.yaml"), Optional.empty(), Optional.empty(), Optional.empty())),
        Arguments.of(
            "run --admin.listen=127.0.0.1:1 --config.file=k.yaml --log.level DEBUG",
            new Actions.RunRequest(
                Path.of("k.yaml"),
                Optional.of("127.0.0.1:1"),
                Optional.of(LogLevel.DEBUG),
                Optional.empty())),
        Arguments.of("check k.yaml --log.format json", Path.of("k.yaml")),
        Arguments.of(
            "phones explain k.yaml",
            new Actions.ExplainRequest(Path.of("k.yaml"), 30_000_000_000L, 0)),
        Arguments.of(
            "phones explain k.yaml --keepalive 5s --learned 250ms",
            new Actions.ExplainRequest(Path.of("k.yaml"), 5_000_000_000L, 250_000_000)),
        Arguments.of(
            "quickstart",
            new Actions.QuickstartRequest(Optional.empty(), Optional.empty(), Optional.empty())),
        Arguments.of(
            "quickstart --for 15s",
            new Actions.QuickstartRequest(
                Optional.of(Duration.ofSeconds(15)), Optional.empty(), Optional.empty())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rnu",
        "run",
        "run k.yaml",
        "run --config.file",
        "check",
        "check a b",
        "advise",
        "phones",
        "phones explain",
        "phones explain k.yaml --keepalive 0",
        "advise . -o xml",
        "quickstart --for 15x",
        "quickstart --for -1s",
        "check k.yaml --log.level loud",
        "--nonsense",
      })
  void shouldExplainWrongUsageOnStandardError(String line) {
    assertThat(cli.execute(line.split(" "))).isEqualTo(ExitCode.USAGE.code());
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith("kald: ").hasLineCount(2);
    assertThat(actions.asked).isEmpty();
  }

  @Test
  void shouldAskForACommand() {
    assertThat(cli.execute()).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString()).contains("a command is missing").contains("quickstart");
  }

  @ParameterizedTest
  @MethodSource("helps")
  void shouldWriteHelpToStandardOutputWithinEightyColumns(String line) {
    assertThat(cli.execute(line.split(" "))).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).startsWith("Usage: kald");
    assertThat(out.toString().lines()).allSatisfy(l -> assertThat(l).hasSizeLessThanOrEqualTo(80));
  }

  static Stream<String> helps() {
    CommandLine root = new Cli(new Recorded(), Console.system()).commandLine();
    return Stream.concat(Stream.of("--help"), helps("", root));
  }

  private static Stream<String> helps(String above, CommandLine command) {
    return command.getSubcommands().entrySet().stream()
        .flatMap(
            sub -> {
              String path = above + sub.getKey() + " ";
              return Stream.concat(Stream.of(path + "--help"), helps(path, sub.getValue()));
            });
  }

  @Test
  void shouldTellItsVersionAndRevision() {
    assertThat(cli.execute("--version")).isZero();
    assertThat(out.toString()).matches("kald \\d+\\.\\d+\\.\\d+\\S* \\(\\S+\\), Java \\S+\\s+");
  }

  @Test
  void shouldWriteACompletionScript() {
    assertThat(cli.execute("completion")).isZero();
    assertThat(out.toString()).contains("complete").contains("quickstart").contains("--for");
  }

  @Test
  void shouldCompleteWordsAsTheyAreDocumented() {
    assertThat(cli.execute("completion")).isZero();
    assertThat(out.toString())
        .contains("(\"rst\" \"fin\" \"half-open\")")
        .contains("(\"error\" \"warn\" \"info\" \"debug\" \"trace\")")
        .contains("(\"any\" \"ipv4\" \"ipv6\")")
        .doesNotContain("\"JSON\"");
  }

  @Test
  void shouldShowTheHelpOfACommandNamedAfterHelp() {
    assertThat(cli.execute("help", "probe", "tcp")).isZero();
    assertThat(out.toString()).startsWith("Usage: kald probe tcp");
  }

  @Test
  void shouldShowItsOwnHelpWithoutACommand() {
    assertThat(cli.execute("help")).isZero();
    assertThat(out.toString()).startsWith("Usage: kald ").contains("Commands:");
  }

  @Test
  void shouldNameACommandThatHelpDoesNotKnow() {
    assertThat(cli.execute("help", "prob")).isEqualTo(ExitCode.USAGE.code());
    assertThat(err.toString()).startsWith("kald: unknown command prob (did you mean `probe`?)");
  }

  @ParameterizedTest
  @CsvSource({
    "-- check k.yaml, check cannot follow -- (expected: `kald check`)",
    "probe -- tcp a:80, tcp cannot follow -- (expected: `kald probe tcp`)",
    "check a\0b, FILE: a\\u0000b is no name of a file",
    "run --config.file a\0b, --config.file: a\\u0000b is no name of a file",
    "man a\0b, DIRECTORY: a\\u0000b is no name of a file",
  })
  void shouldSayWhatIsWrongInWordsWithoutJava(String line, String message) {
    assertThat(cli.execute(line.split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith("kald: " + message).doesNotContain("java");
  }

  @Test
  void shouldPassAnAnswerOn() {
    actions.answer = ExitCode.NO;

    assertThat(cli.execute("check", "k.yaml")).isEqualTo(1);
  }

  @Test
  void shouldTellAUserWhatIsWrongWithoutAStack() {
    actions.thrown = new CliException(ExitCode.USAGE, "k.yaml: no such file");

    assertThat(cli.execute("check", "k.yaml")).isEqualTo(2);
    assertThat(err.toString()).isEqualToNormalizingNewlines("kald: k.yaml: no such file\n");
  }

  @ParameterizedTest
  @MethodSource("ourOwn")
  void shouldExitWithThreeOnOurOwnFailure(Throwable thrown) {
    actions.thrown = thrown;

    assertThat(cli.execute("check", "k.yaml")).isEqualTo(3);
    assertThat(err.toString())
        .startsWith("kald: a fault of kald itself ended the command: ")
        .doesNotContain("\tat ")
        .doesNotContain("java.");
  }

  static Stream<Throwable> ourOwn() {
    return Stream.of(
        new IllegalStateException("a bug"), new StackOverflowError(), new java.io.IOException("x"));
  }

  @Test
  void shouldShowTheStackWhenAsked() {
    actions.thrown = new IllegalStateException("a bug");

    assertThat(cli.execute("check", "k.yaml", "--log.level=debug")).isEqualTo(3);
    assertThat(err.toString()).contains("\tat io.kald");
  }

  /** Remembers what it was asked, and does what a test wants. */
  private static final class Recorded implements Actions {
    final List<Object> asked = new ArrayList<>();
    ExitCode answer = ExitCode.YES;
    @Nullable Throwable thrown;

    @Override
    public ExitCode run(RunRequest request, Console console) throws Exception {
      return answer(request);
    }

    @Override
    public ExitCode check(Path configFile, Console console) throws Exception {
      return answer(configFile);
    }

    @Override
    public ExitCode quickstart(QuickstartRequest request, Console console) throws Exception {
      return answer(request);
    }

    @Override
    public ExitCode explain(ExplainRequest request, Console console) throws Exception {
      return answer(request);
    }

    private ExitCode answer(Object request) throws Exception {
      asked.add(request);
      if (thrown instanceof Error error) {
        throw error;
      }
      if (thrown instanceof Exception exception) {
        throw exception;
      }
      return answer;
    }
  }
}
