package io.kald.agent.cli;

import io.kald.agent.config.Values;
import io.kald.agent.idle.Fate;
import io.kald.agent.idle.Finding;
import io.kald.agent.idle.IdleOutput;
import io.kald.agent.idle.IdlePlan;
import io.kald.agent.idle.IdleRun;
import io.kald.agent.idle.JsonIdleOutput;
import io.kald.agent.idle.TextIdleOutput;
import io.kald.agent.ping.UnaskableException;
import io.kald.probe.Family;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code kald probe idle}. */
final class ProbeIdleCommand implements Command {
  private static final String MAX = "--max";
  private static final String RESOLUTION = "--resolution";
  private static final String PARALLEL = "--parallel";
  private static final String FAMILY = "--family";
  private static final String OUTPUT = "--output";

  private static final long LEAST_RESOLUTION = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long USUAL_MAX = TimeUnit.MINUTES.toNanos(2);
  private static final long MOST = TimeUnit.HOURS.toNanos(24);
  private static final int USUAL_PARALLEL = 16;
  private static final int MOST_PARALLEL = 128;

  private enum Output {
    TEXT,
    JSON
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
                this,
                "idle",
                "Finds after which idle time something on the path to HOST:PORT drops TCP"
                    + " connections.",
                "",
                "It holds several connections, each idle for another time, then asks each for a"
                    + " sign of life by a keepalive of TCP: no byte of data is sent.")
            .addPositional(
                Options.parameter(
                    TargetArgument.class,
                    "HOST:PORT",
                    TargetArgument::withPort,
                    "The target; [::1]:80 for an IPv6 address."));
    addOptions(spec);
    spec.usageMessage()
        .footer(
            "",
            "Exits with 0 when every connection lived, with 1 when one did not or nothing could be"
                + " found out, with 3 when this machine cannot do it.");
    return spec;
  }

  private static void addOptions(CommandSpec spec) {
    spec.addOption(
        Options.option(MAX, Long.class, "TIME", time(2 * IdlePlan.LEAST_NANOS, MOST))
            .description("The longest idle time that is tried; 2m by default.")
            .build());
    spec.addOption(
        Options.option(RESOLUTION, Long.class, "TIME", time(LEAST_RESOLUTION, MOST))
            .description("How exact the answer is to be; 1s by default, or a 100th of --max.")
            .build());
    spec.addOption(
        Options.option(PARALLEL, Integer.class, "N", text -> Values.integer(text, 1, MOST_PARALLEL))
            .description("Connections held at once; 16 by default. Fewer take longer.")
            .build());
    spec.addOption(
        Options.oneOf(FAMILY, Family.class, "FAMILY")
            .description("Which of the host's addresses is asked: any (default), ipv4, ipv6.")
            .build());
    spec.addOption(
        Options.oneOf(OUTPUT, Output.class, "FORM")
            .names("-o", OUTPUT)
            .description("text (default), or json: one object a line.")
            .build());
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) throws InterruptedException {
    Options.applyLogging(asked);
    try {
      IdlePlan plan = plan(asked);
      try (IdleRun run = IdleRun.prepare(plan);
          Interrupt interrupt = new Interrupt(run::stop)) {
        Finding found = run.follow(output(asked, console, plan));
        boolean lived = found.fate() == Fate.KEPT && found.complete();
        ExitCode code = lived ? ExitCode.YES : ExitCode.NO;
        interrupt.finished(code.code());
        return code;
      }
    } catch (UnaskableException e) {
      throw new CliException(
          e.ours() ? ExitCode.FAULT : ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private static IdlePlan plan(ParseResult asked) throws UnaskableException {
    TargetArgument target = Options.positional(asked, TargetArgument.class);
    Family family = Options.<Family>value(asked, FAMILY).orElse(Family.ANY);
    long max = Options.<Long>value(asked, MAX).orElse(USUAL_MAX);
    long resolution =
        Options.<Long>value(asked, RESOLUTION)
            .orElse(Math.max(TimeUnit.SECONDS.toNanos(1), max / 100));
    if (resolution >= max) {
      throw new CliException(
          ExitCode.USAGE, RESOLUTION + ": not below " + MAX + " (expected: a part of it)");
    }
    return new IdlePlan(
        target.host(),
        IdleRun.address(target.host(), family),
        target.port(),
        max,
        resolution,
        Options.<Integer>value(asked, PARALLEL).orElse(USUAL_PARALLEL));
  }

  private static IdleOutput output(ParseResult asked, Console console, IdlePlan plan) {
    return Options.<Output>value(asked, OUTPUT).orElse(Output.TEXT) == Output.JSON
        ? new JsonIdleOutput(console.out(), plan)
        : new TextIdleOutput(console.out(), plan);
  }

  private static Options.Reading<Long> time(long min, long max) {
    return text -> Values.durationNanos(text, min, max);
  }
}
