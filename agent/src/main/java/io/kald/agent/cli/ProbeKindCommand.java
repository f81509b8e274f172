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
import io.kald.probe.ResetIs;
import io.kald.probe.TcpClose;
import io.kald.probe.icmp.IcmpSpec;
import io.kald.probe.tcp.TcpSpec;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code kald probe tcp} and {@code kald probe icmp}. */
final class ProbeKindCommand implements Command {
  private static final String COUNT = "--count";
  private static final String FREQUENCY = "--frequency";
  private static final String TIMEOUT = "--timeout";
  private static final String FAMILY = "--family";
  private static final String OUTPUT = "--output";
  private static final String TCP_CLOSE = "--tcp-close";
  private static final String SYN_RETRIES = "--syn-retries";
  private static final String RESET_IS = "--reset-is";

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  // deps
  private final boolean tcp;

  private ProbeKindCommand(boolean tcp) {
    this.tcp = tcp;
  }

  static Command tcp() {
    return new ProbeKindCommand(true);
  }

  static Command icmp() {
    return new ProbeKindCommand(false);
  }

  private enum Output {
    TEXT,
    JSON
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        tcp
            ? Options.command(
                    this, "tcp", "Connects to HOST:PORT and closes the connection at once.")
                .addPositional(
                    Options.parameter(
                        TargetArgument.class,
                        "HOST:PORT",
                        TargetArgument::withPort,
                        "The target; [::1]:80 for an IPv6 address."))
            : Options.command(this, "icmp", "Sends ICMP echoes to HOST.")
                .addPositional(
                    Options.parameter(
                        TargetArgument.class, "HOST", TargetArgument::host, "The target."));
    addSchedule(spec);
    if (tcp) {
      addTcp(spec);
    }
    EgressOptions.addTo(spec, tcp);
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

  private static void addTcp(CommandSpec spec) {
    spec.addOption(
        Options.oneOf(TCP_CLOSE, TcpClose.class, "HOW")
            .description(
                "How an answered connection ends: rst (default), fin, or half-open, which the"
                    + " server's application never sees.")
            .build());
    spec.addOption(
        Options.option(SYN_RETRIES, Integer.class, "N", text -> Values.integer(text, 0, 6))
            .description(
                "How often the SYN of a probe may be sent again; the kernel's choice otherwise."
                    + " With 0 an answer may take 850ms at most.")
            .build());
    spec.addOption(
        Options.oneOf(RESET_IS, ResetIs.class, "WHAT")
            .description(
                "What a reset right after the handshake is: answered (default), or rejected; each"
                    + " connection is held for 100 ms then.")
            .build());
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
    return tcp
        ? new TcpSpec(
            target.host(),
            target.port(),
            Options.<TcpClose>value(asked, TCP_CLOSE).orElse(TcpClose.RST),
            Options.<ResetIs>value(asked, RESET_IS).orElse(ResetIs.ANSWERED),
            family,
            egress,
            Options.<Integer>value(asked, SYN_RETRIES).orElse(Egress.KERNEL))
        : new IcmpSpec(target.host(), family, egress, IcmpSpec.DEFAULT_PAYLOAD);
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
