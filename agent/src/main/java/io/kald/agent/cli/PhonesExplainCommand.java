package io.kald.agent.cli;

import io.kald.agent.config.Values;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code kald phones explain}. */
final class PhonesExplainCommand implements Command {
  private static final String KEEPALIVE = "--keepalive";
  private static final String LEARNED = "--learned";

  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final long CUCM_INTERVAL = TimeUnit.SECONDS.toNanos(30);

  // deps
  private final Actions actions;

  PhonesExplainCommand(Actions actions) {
    this.actions = actions;
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            this,
            "explain",
            "Says for each phone how long a failure of its node may go unnoticed, and how long the"
                + " phone is then without call control, under Normal and under Delayed.",
            "",
            "Asks no node and changes nothing.")
        .addPositional(Options.parameter(Path.class, "FILE", null, "The configuration, YAML."))
        .addOption(
            Options.option(
                    KEEPALIVE, Long.class, "TIME", text -> Values.durationNanos(text, MILLI, HOUR))
                .description("How often nodes ask for a KeepAlive; 30s by default, as CUCM does.")
                .build())
        .addOption(
            Options.option(
                    LEARNED, Long.class, "TIME", text -> Values.durationNanos(text, MILLI, HOUR))
                .description(
                    "A first interval that Normal has learned, such as the metric"
                        + " kald_sccp_baseline_seconds tells.")
                .build());
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) throws Exception {
    Options.applyLogging(asked);
    return actions.explain(
        new Actions.ExplainRequest(
            Options.positional(asked, Path.class),
            Options.<Long>value(asked, KEEPALIVE).orElse(CUCM_INTERVAL),
            Options.<Long>value(asked, LEARNED).orElse(0L)),
        console);
  }
}
