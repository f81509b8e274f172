package io.kald.agent.cli;

import io.kald.agent.config.ConfigException;
import io.kald.agent.config.TimersFile;
import io.kald.agent.config.Values;
import io.kald.agent.timers.FlowsReport;
import io.kald.agent.timers.FlowsRun;
import io.kald.agent.timers.JsonFlowsOutput;
import io.kald.agent.timers.Presets;
import io.kald.agent.timers.TextFlowsOutput;
import io.kald.agent.timers.TimerRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code kald flows}. */
final class FlowsCommand implements Command {
  private static final String TIMERS = "--timers";
  private static final String COMPARE = "--compare";
  private static final String ENTRIES = "--entries";
  private static final String BUSY = "--busy";
  private static final String OUTPUT = "--output";
  private static final int MOST_ENTRIES = 1_000_000_000;

  // deps
  private final InputStream in;

  /** {@code in} is what {@code -} stands for. */
  FlowsCommand(InputStream in) {
    this.in = in;
  }

  private enum Output {
    TEXT,
    JSON
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "flows",
            "Says which connections of a capture the idle timers of a load balancer would have"
                + " cut.",
            "",
            "A connection is cut when a packet of it comes after the box has removed it. Packets"
                + " are taken as they were captured: best in front of the box, or where there is"
                + " none yet.");
    spec.addPositional(
        Options.parameter(
            String.class, "CAPTURE", null, "pcap or pcapng, also gzip; - for standard input."));
    addOptions(spec);
    spec.usageMessage()
        .footer(
            "",
            "Exits with 0 when nothing would be cut, with 1 when something would (with --compare:"
                + " when B breaks what A keeps), with 2 when CAPTURE or FILE cannot be read.");
    return spec;
  }

  private static void addOptions(CommandSpec spec) {
    spec.addOption(
        Options.option(TIMERS, String.class, "BOX", null)
            .description("css, csm (default), ace, or a FILE of timers as FLOWS.md describes it.")
            .build());
    spec.addOption(
        Options.option(COMPARE, String.class, "A,B", FlowsCommand::pair)
            .description("What a move from A to B would break; each as for --timers.")
            .build());
    spec.addOption(
        Options.option(ENTRIES, Integer.class, "N", text -> Values.integer(text, 2, MOST_ENTRIES))
            .description("Places in the table, in place of the box's own.")
            .build());
    spec.addOption(
        Options.option(BUSY, Boolean.class, "", null)
            .arity("0")
            .description("As if the CSS's table were always full: idle flows are re-used at once.")
            .build());
    spec.addOption(
        Options.oneOf(OUTPUT, Output.class, "FORM")
            .names("-o", OUTPUT)
            .description("text (default), or json: one object.")
            .build());
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) throws IOException {
    CaptureInput capture = new CaptureInput(Options.positional(asked, String.class), in);
    Optional<String> compared = Options.value(asked, COMPARE);
    if (compared.isPresent() && asked.hasMatchedOption(TIMERS)) {
      throw new CliException(
          ExitCode.USAGE, COMPARE + " names its boxes itself (expected: no " + TIMERS + ")");
    }
    FlowsReport report = read(capture, boxes(asked, compared), console);
    boolean json = Options.<Output>value(asked, OUTPUT).orElse(Output.TEXT) == Output.JSON;
    (json ? new JsonFlowsOutput(console.out()) : new TextFlowsOutput(console.out(), capture.name()))
        .write(report);
    console.out().flush();
    if (report.packets() == 0) {
      throw new CliException(
          ExitCode.USAGE, capture.name() + ": holds no packet of TCP or UDP that can be read");
    }
    boolean broken =
        compared.isPresent()
            ? !FlowsReport.broken(report.boxes().get(0), report.boxes().get(1)).isEmpty()
            : report.anyCut();
    return broken ? ExitCode.NO : ExitCode.YES;
  }

  private static List<TimerRules> boxes(ParseResult asked, Optional<String> compared) {
    List<String> names =
        compared
            .map(pair -> List.of(pair.split(",", -1)))
            .orElseGet(() -> List.of(Options.<String>value(asked, TIMERS).orElse("csm")));
    List<TimerRules> boxes = new ArrayList<>();
    for (String name : names) {
      TimerRules box = Presets.named(name).orElseGet(() -> file(name));
      TimerRules sized =
          Options.<Integer>value(asked, ENTRIES).map(n -> box.withEntries(n)).orElse(box);
      boxes.add(asked.hasMatchedOption(BUSY) ? sized.busy() : sized);
    }
    return boxes;
  }

  private static TimerRules file(String name) {
    try {
      return TimersFile.load(Path.of(name));
    } catch (ConfigException e) {
      throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    } catch (NoSuchFileException e) {
      throw new CliException(
          ExitCode.USAGE, name + ": no such file (expected: css, csm, ace, or a file of timers)");
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, name + ": cannot be read: " + e.getMessage());
    }
  }

  private static FlowsReport read(CaptureInput capture, List<TimerRules> boxes, Console console)
      throws IOException {
    FlowsRun run = new FlowsRun(boxes);
    return run.report(capture.read(run, console));
  }

  private static String pair(String text) {
    int comma = text.indexOf(',');
    if (comma < 1 || comma == text.length() - 1 || text.indexOf(',', comma + 1) >= 0) {
      throw new IllegalArgumentException(text + " (expected: two, such as css,csm)");
    }
    return text;
  }
}
