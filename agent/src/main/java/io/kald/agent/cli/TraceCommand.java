package io.kald.agent.cli;

import io.kald.agent.config.Values;
import io.kald.agent.text.ErrorText;
import io.kald.agent.trace.JsonTraceOutput;
import io.kald.agent.trace.TextTraceOutput;
import io.kald.agent.trace.TraceOptions;
import io.kald.agent.trace.TraceReport;
import io.kald.agent.trace.TraceRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code kald trace}. */
final class TraceCommand implements Command {
  private static final String JOURNAL = "--journal";
  private static final String ZONE = "--zone";
  private static final String DATE = "--date";
  private static final String TOLERANCE = "--tolerance";
  private static final String PHONE = "--phone";
  private static final String OUTPUT = "--output";

  private static final long TWO_SECONDS = TimeUnit.SECONDS.toNanos(2);

  private enum Output {
    TEXT,
    JSON
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "trace",
            "Reads the SDI and SDL traces of call managers, and tells of each phone which"
                + " KeepAlives the nodes saw, and which they missed.",
            "",
            "Files may be compressed (.gz) and are read in the order of their names; a directory"
                + " stands for its files. The name of a file without its number is the node's"
                + " name.");
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("1..*")
            .required(true)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel("[NODE=]FILE")
            .description("Trace files and directories.")
            .build());
    addOptions(spec);
    spec.usageMessage()
        .footer(
            "",
            "Exits with 0 when nothing is missing and nothing disagrees, with 1 when something"
                + " does, with 2 when there was nothing that can be read.");
    return spec;
  }

  private static void addOptions(CommandSpec spec) {
    spec.addOption(
        Options.option(JOURNAL, Path.class, "DIR", null)
            .description("kald's own journal, to say where it disagrees with the traces.")
            .build());
    spec.addOption(
        Options.option(PHONE, String.class, "SERVICE=DEVICE", TraceCommand::pair)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .description("The device a service of the journal registers as. Repeatable.")
            .build());
    spec.addOption(
        Options.option(ZONE, ZoneId.class, "ZONE", TraceCommand::zone)
            .description("The time zone of the traces, such as Europe/Berlin; this machine's.")
            .build());
    spec.addOption(
        Options.option(DATE, LocalDate.class, "DATE", TraceCommand::date)
            .description("The date of the first line, as traces have none; else what fits best.")
            .build());
    spec.addOption(
        Options.option(TOLERANCE, Long.class, "TIME", TraceCommand::tolerance)
            .description("How far the clocks of kald and nodes may be apart; 2s by default.")
            .build());
    spec.addOption(
        Options.oneOf(OUTPUT, Output.class, "FORM")
            .names("-o", OUTPUT)
            .description("text (default), or json: one object.")
            .build());
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) {
    Options.applyLogging(asked);
    TraceOptions options = options(asked);
    TraceReport report = read(options);
    report.unreadableFiles().forEach(file -> console.err().println("kald: cannot read " + file));
    boolean json = Options.<Output>value(asked, OUTPUT).orElse(Output.TEXT) == Output.JSON;
    (json ? new JsonTraceOutput(console.out()) : new TextTraceOutput(console.out(), options.zone()))
        .write(report);
    console.out().flush();
    if (!report.readable() || !report.unreadableFiles().isEmpty()) {
      return ExitCode.USAGE;
    }
    return report.gaps() + report.disagreements() > 0 ? ExitCode.NO : ExitCode.YES;
  }

  private static TraceReport read(TraceOptions options) {
    try {
      return TraceRun.read(options);
    } catch (IOException e) {
      throw new CliException(ExitCode.USAGE, "the journal cannot be read: " + ErrorText.of(e));
    }
  }

  private static TraceOptions options(ParseResult asked) {
    List<String> traces = new ArrayList<>();
    for (var positional : asked.matchedPositionals()) {
      List<String> words = positional.getValue();
      traces.addAll(words);
    }
    Map<String, String> phones = new HashMap<>();
    List<String> pairs = asked.matchedOptionValue(PHONE, List.of());
    for (String pair : pairs) {
      phones.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return new TraceOptions(
        traces,
        Options.<Path>value(asked, JOURNAL).orElse(null),
        Options.<ZoneId>value(asked, ZONE).orElseGet(ZoneId::systemDefault),
        Options.<LocalDate>value(asked, DATE).orElse(null),
        TimeUnit.NANOSECONDS.toMillis(Options.<Long>value(asked, TOLERANCE).orElse(TWO_SECONDS)),
        phones);
  }

  private static String pair(String text) {
    if (text.indexOf('=') < 1 || text.endsWith("=")) {
      throw new IllegalArgumentException(text + " (expected: SERVICE=DEVICE)");
    }
    return text;
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          text + " (expected: a zone such as Europe/Berlin, UTC or +02:00)");
    }
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(text + " (expected: a date such as 2026-11-21)");
    }
  }

  private static long tolerance(String text) {
    return Values.durationNanos(
        text, TimeUnit.MILLISECONDS.toNanos(1), TimeUnit.MINUTES.toNanos(1));
  }
}
