package io.kald.agent.cli;

import io.kald.agent.audit.Annotations;
import io.kald.agent.audit.Audit;
import io.kald.agent.audit.AuditHtml;
import io.kald.agent.audit.AuditJson;
import io.kald.agent.audit.AuditReport;
import io.kald.agent.audit.AuditText;
import io.kald.agent.audit.CaptureFacts;
import io.kald.agent.audit.Claims;
import io.kald.agent.audit.Plan;
import io.kald.agent.audit.ReplayText;
import io.kald.agent.audit.Terms;
import io.kald.agent.config.Config;
import io.kald.agent.flow.FlowOptions;
import io.kald.agent.flow.FlowTable;
import io.kald.agent.pcap.Annotator;
import io.kald.agent.pcap.CaptureSummary;
import io.kald.agent.pcap.Damage;
import io.kald.agent.text.ErrorText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code kald audit}. */
final class AuditCommand implements Command {
  private static final String CONFIG = "--config";
  private static final String SETTINGS = "--settings";
  private static final String JOURNAL = "--journal";
  private static final String OUTPUT = "--output";
  private static final String ANNOTATE = "--annotate";
  private static final String REPLAY = "--replay";
  private static final String SCCP_PORT = "--sccp-port";
  private static final int MOST_PORT = 65_535;

  // deps
  private final InputStream in;

  /** {@code in} is what {@code -} stands for. */
  AuditCommand(InputStream in) {
    this.in = in;
  }

  private enum Output {
    TEXT,
    JSON,
    HTML
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
                this,
                "audit",
                "Says from a capture which keepalives were on the wire, which rules they broke and"
                    + " which packets show it; with a journal of kald, whether it tells the truth.",
                "",
                "Finds probers, targets and phones by itself: TCP, HTTP and ICMP keepalives, SCCP.")
            .addPositional(
                Options.parameter(
                    String.class,
                    "CAPTURE",
                    null,
                    "pcap or pcapng, also gzip; - for standard" + " input."));
    addOptions(spec);
    spec.usageMessage()
        .footer(
            "",
            "Exits with 0 when everything conforms, with 1 when something deviates, with 2 when"
                + " the input cannot be read or holds nothing to judge.");
    return spec;
  }

  private static void addOptions(CommandSpec spec) {
    spec.addOption(
        Options.option(CONFIG, Path.class, "FILE", null)
            .description("kald's configuration: each target is judged by its keepalive.")
            .build());
    spec.addOption(
        Options.option(SETTINGS, Terms.class, "F,M,R[,rst|fin]", Terms::settings)
            .splitRegex("")
            .description(
                "Judges every stream by frequency, maxfailure and retryperiod, such as 5,3,5.")
            .build());
    spec.addOption(
        Options.option(JOURNAL, Path.class, "DIR", null)
            .description("kald's journal, a directory or a file, to lay beside the packets.")
            .build());
    spec.addOption(
        Options.oneOf(OUTPUT, Output.class, "FORM")
            .names("-o", OUTPUT)
            .description("text (default), json: one object, or html: a page with pictures.")
            .build());
    spec.addOption(
        Options.option(ANNOTATE, Path.class, "OUT.pcapng", null)
            .description("Writes the capture with a comment on each packet that matters.")
            .build());
    spec.addOption(
        Options.option(REPLAY, Path.class, "FILE", null)
            .description(
                "Prints instead what kald would have decided from these packets under a"
                    + " configuration.")
            .build());
    spec.addOption(
        Options.option(SCCP_PORT, Integer.class, "PORT", AuditCommand::port)
            .type(List.class)
            .auxiliaryTypes(Integer.class)
            .splitRegex(",")
            .description(
                "TCP port of SCCP nodes, or several with commas between them; 2000 by default, and"
                    + " those a journal names.")
            .build());
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) throws IOException {
    Options.applyLogging(asked);
    CaptureInput capture = new CaptureInput(Options.positional(asked, String.class), in);
    @Nullable Path annotate = Options.<Path>value(asked, ANNOTATE).orElse(null);
    @Nullable Plan plan = plan(asked, console);
    if (plan == null) {
      return ExitCode.USAGE;
    }
    if (annotate != null && capture.once()) {
      throw new CliException(
          ExitCode.USAGE,
          ANNOTATE + " reads the capture twice and cannot take standard input or a pipe");
    }
    if (Options.value(asked, REPLAY).isPresent() && asked.hasMatchedOption(OUTPUT)) {
      throw new CliException(
          ExitCode.USAGE, REPLAY + " prints text alone (expected: no " + OUTPUT + ")");
    }
    AuditReport report = report(asked, capture, plan, console);
    if (annotate != null) {
      annotate(report, capture, annotate);
    }
    if (Options.value(asked, REPLAY).isPresent()) {
      ReplayText.write(report, plan, console.out());
      return ExitCode.YES;
    }
    write(report, Options.<Output>value(asked, OUTPUT).orElse(Output.TEXT), console);
    if (!report.judged()) {
      return ExitCode.USAGE;
    }
    return report.conforms() ? ExitCode.YES : ExitCode.NO;
  }

  private static AuditReport report(
      ParseResult asked, CaptureInput capture, Plan plan, Console console) throws IOException {
    Audit audit = new Audit(plan);
    @Nullable Path journal = Options.<Path>value(asked, JOURNAL).orElse(null);
    FlowOptions options = FlowOptions.USUAL.withSccpPorts(sccpPorts(asked, journal));
    FlowTable flows = new FlowTable(options, audit.observed());
    CaptureSummary read = capture.read(flows, console);
    flows.finish();
    if (read.packets() == 0) {
      throw empty(capture.name(), read.damage());
    }
    return audit.report(
        facts(capture.name(), read),
        journal == null ? null : claims(journal, read.firstNanos(), read.lastNanos()));
  }

  private static CliException empty(String name, @Nullable Damage damage) {
    return new CliException(
        ExitCode.USAGE,
        name
            + ": holds no packet that can be read"
            + (damage == null ? "" : "; damaged " + damage));
  }

  /** What is asked for; else what phones of the journal use besides the usual one. */
  private static Set<Integer> sccpPorts(ParseResult asked, @Nullable Path journal) {
    List<Integer> wanted = asked.matchedOptionValue(SCCP_PORT, List.of());
    if (!wanted.isEmpty()) {
      return Set.copyOf(wanted);
    }
    Set<Integer> ports = new HashSet<>(FlowOptions.USUAL.sccpPorts());
    try {
      ports.addAll(journal == null ? Set.of() : Claims.sccpPorts(journal));
    } catch (IOException e) {
      throw unreadable(e);
    }
    return ports;
  }

  private static CliException unreadable(IOException e) {
    return new CliException(ExitCode.USAGE, "the journal cannot be read: " + ErrorText.withFile(e));
  }

  private static void annotate(AuditReport report, CaptureInput capture, Path to) {
    try {
      Annotator.annotate(capture.file(), to, Annotations.of(report));
    } catch (IOException e) {
      throw new CliException(ExitCode.FAULT, to + " cannot be written: " + ErrorText.of(e));
    }
  }

  private static CaptureFacts facts(String name, CaptureSummary read) {
    @Nullable Damage damage = read.damage();
    return new CaptureFacts(
        name,
        read.packets(),
        Math.max(0, read.dropped()),
        damage == null ? "" : damage.toString(),
        read.firstNanos(),
        read.lastNanos());
  }

  private static Claims claims(Path journal, long fromNanos, long toNanos) {
    try {
      return Claims.read(journal, fromNanos, toNanos);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** By what to judge, or null: a configuration is invalid, and all that is wrong was told. */
  private static @Nullable Plan plan(ParseResult asked, Console console) {
    @Nullable Terms settings = Options.<Terms>value(asked, SETTINGS).orElse(null);
    List<String> ways =
        List.of(CONFIG, SETTINGS, REPLAY).stream()
            .filter(option -> Options.value(asked, option).isPresent())
            .toList();
    if (ways.size() > 1) {
      throw new CliException(ExitCode.USAGE, "give only one of " + String.join(" and ", ways));
    }
    if (settings != null) {
      return Plan.settings(settings);
    }
    @Nullable Path file =
        Options.<Path>value(asked, CONFIG)
            .or(() -> Options.<Path>value(asked, REPLAY))
            .orElse(null);
    if (file == null) {
      return Plan.inferred();
    }
    @Nullable Config config = ConfigInput.load(file, console);
    return config == null ? null : Plan.configured(config.keepalives(), file.toString());
  }

  private static void write(AuditReport report, Output output, Console console) throws IOException {
    switch (output) {
      case TEXT -> new AuditText(console.out()).write(report);
      case JSON -> AuditJson.write(report, console.out());
      case HTML -> AuditHtml.write(report, console.out());
    }
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= MOST_PORT) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Told below, as a number out of range is.
    }
    throw new IllegalArgumentException(text + " (expected: a port, 1 to 65535)");
  }
}
