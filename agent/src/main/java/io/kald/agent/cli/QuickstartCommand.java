package io.kald.agent.cli;

import io.kald.agent.config.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code kald quickstart}. */
final class QuickstartCommand implements Command {
  private static final String FOR = "--for";
  private static final String WITNESS = "--witness";

  // deps
  private final Actions actions;

  QuickstartCommand(Actions actions) {
    this.actions = actions;
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            this,
            "quickstart",
            "Runs the daemon on a built-in sample that needs nothing but this machine.",
            "",
            "It sends echoes to 127.0.0.1 and probes a TCP service that kald itself opens and"
                + " closes, so that you see it go from ALIVE over DYING to DOWN and back. A phone is"
                + " registered with the first of two call managers that kald plays, and goes to the"
                + " other when that hangs.")
        .addOption(
            Options.option(FOR, Duration.class, "TIME", QuickstartCommand::length)
                .description("Ends by itself after this time, such as 15s; else Ctrl-C ends it.")
                .build())
        .addOption(
            Options.option(RunCommand.ADMIN_LISTEN, String.class, "HOST:PORT", null)
                .description("Where metrics and status are served; usually 127.0.0.1:9942.")
                .build())
        .addOption(
            Options.option(WITNESS, Path.class, "DIR", null)
                .description(
                    "Captures its own probes as well and keeps packets and journal in DIR, to be"
                        + " laid side by side by 'kald audit'. Needs libpcap and CAP_NET_RAW.")
                .build());
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) throws Exception {
    Options.applyLogging(asked);
    return actions.quickstart(
        new Actions.QuickstartRequest(
            Options.value(asked, FOR),
            Options.value(asked, RunCommand.ADMIN_LISTEN),
            Options.value(asked, WITNESS)),
        console);
  }

  private static Duration length(String text) {
    return Duration.ofNanos(
        Values.durationNanos(text, TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.DAYS.toNanos(1)));
  }
}
