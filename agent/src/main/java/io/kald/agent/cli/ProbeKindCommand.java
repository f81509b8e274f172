package io.kald.agent.cli;

import io.kald.agent.config.HostRules;
import io.kald.agent.config.Values;
import io.kald.agent.ping.JsonOutput;
import io.kald.agent.ping.PingOutput;
import io.kald.agent.ping.PingPlan;
import io.kald.agent.ping.PingRun;
import io.kald.agent.ping.PingTally;
import io.kald.agent.ping.TextOutput;
import io.kald.agent.ping.UnaskableException;
import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Reason;
import io.kald.probe.kind.ProbeKind;
import io.kald.probe.kind.Target;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code kald probe KIND}, whatever the kind. */
final class ProbeKindCommand implements Command {
  private static final String COUNT = "--count";
  private static final String FREQUENCY = "--frequency";
  private static final String TIMEOUT = "--timeout";
  private static final String FAMILY = "--family";
  private static final String OUTPUT = "--output";

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  // deps
  private final ProbeKind<?> kind;

  /** The command of that kind. */
  ProbeKindCommand(ProbeKind<?> kind) {
    this.kind = kind;
  }

  private enum Output {
    TEXT,
    JSON
  }

  @Override
  public CommandSpec spec() {
    boolean withPort = kind.port() != null;
    CommandSpec spec =
        Options.command(this, kind.name(), kind.command())
            .addPositional(
                Options.parameter(
                    TargetArgument.class,
                    withPort ? "HOST:PORT" : "HOST",
                    withPort ? TargetArgument::withPort : TargetArgument::host,
                    withPort ? "The target; [::1]:80 for an IPv6 address." : "The target."));
    addSchedule(spec);
    KindOptions.addTo(spec, kind);
    EgressOptions.addTo(spec);
    spec.addOption(
        Options.oneOf(OUTPUT, Output.class, "FORM")
            .names("-o", OUTPUT)
            .description("text (default), or json: one object a line.")
            .build());
    spec.usageMessage()
        .footer(
            "",
            "Exits with 0 when something was answered and nothing failed, with 1 when a probe was"
                + " rejected or not answered: one is enough, other than with ping. With 3 when no"
                + " probe could be sent.");
    return spec;
  }

  private static void addSchedule(CommandSpec spec) {
    spec.addOption(
        Options.option(COUNT, Integer.class, "N", text -> Values.integer(text, 1, 1_000_000_000))
            .names("-c", COUNT)
            .description("Ends after N probes; without, Ctrl-C ends it.")
            .build());
    spec.addOption(
        Options.option(FREQUENCY, Long.class, "TIME", time(10 * MILLI, HOUR))
            .names("-i", FREQUENCY)
            .description("From the start of one probe to the start of the next; 1s by default.")
            .build());
    spec.addOption(
        Options.option(TIMEOUT, Long.class, "TIME", time(MILLI, HOUR))
            .names("-W", TIMEOUT)
            .description("How long an answer may take; 4s by default. The next probe waits for it.")
            .build());
    spec.addOption(
        Options.oneOf(FAMILY, Family.class, "FAMILY")
            .description("Which of the host's addresses is asked: any (default), ipv4, ipv6.")
            .build());
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) throws InterruptedException {
    Options.applyLogging(asked);
    ProbeSpec probe = probe(asked);
    PingPlan plan =
        new PingPlan(
            probe,
            Options.<Integer>value(asked, COUNT).orElse(0),
            Options.<Long>value(asked, FREQUENCY).orElse(SECOND),
            Math.min(Options.<Long>value(asked, TIMEOUT).orElse(4 * SECOND), probe.mostNanos()));
    try (PingRun run = PingRun.prepare(plan);
        Interrupt interrupt = new Interrupt(run::stop)) {
      PingTally tally = run.follow(output(asked, console));
      ExitCode code = verdict(tally, console);
      interrupt.finished(code.code());
      return code;
    } catch (UnaskableException e) {
      throw new CliException(
          e.ours() ? ExitCode.FAULT : ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private ProbeSpec probe(ParseResult asked) {
    TargetArgument target = Options.positional(asked, TargetArgument.class);
    Family family = Options.<Family>value(asked, FAMILY).orElse(Family.ANY);
    Egress egress = EgressOptions.read(asked);
    String problem = HostRules.problem(target.host(), egress.device() != null);
    if (problem != null) {
      throw new CliException(ExitCode.USAGE, problem);
    }
    return kind.read(
        new KindOptions(asked, kind, target.port()), new Target(target.host(), family, egress));
  }

  private static PingOutput output(ParseResult asked, Console console) {
    return Options.<Output>value(asked, OUTPUT).orElse(Output.TEXT) == Output.JSON
        ? new JsonOutput(console.out(), NanoClock.SYSTEM, WallClock.SYSTEM)
        : new TextOutput(console.out());
  }

  private static ExitCode verdict(PingTally tally, Console console) {
    if (tally.rejected() + tally.unanswered() > 0) {
      return ExitCode.NO;
    }
    if (tally.answered() == 0 && tally.notProbed() > 0) {
      String hint =
          tally.notProbedBy().containsKey(Reason.NOT_PERMITTED)
              ? "such a probe is not permitted here; the line above says why"
              : "no probe could be sent";
      console.err().println("kald: " + hint);
      return ExitCode.FAULT;
    }
    return tally.answered() > 0 ? ExitCode.YES : ExitCode.NO;
  }

  private static Options.Reading<Long> time(long min, long max) {
    return text -> Values.durationNanos(text, min, max);
  }
}
