package io.kald.agent.daemon;

import io.kald.agent.advise.Explain;
import io.kald.agent.cli.Actions;
import io.kald.agent.cli.ConfigInput;
import io.kald.agent.cli.Console;
import io.kald.agent.cli.ExitCode;
import io.kald.agent.config.Config;
import io.kald.probe.engine.Engines;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the commands start, with everything wired. */
public final class Wired implements Actions {
  private static final Duration FOR_EVER = Duration.ofDays(365L * 200);

  @Override
  public ExitCode run(RunRequest request, Console console) throws InterruptedException {
    Hangups hangups = Hangups.taken();
    Thread beside = new Thread(Engines::warmUp, "kald-warm-up");
    beside.setDaemon(true);
    beside.start();
    ConfigSource source = ConfigSource.of(request);
    Config config = ConfigInput.load(source::load, request.configFile(), console);
    if (config == null) {
      return ExitCode.NO;
    }
    Reloader.useLog(config);
    LastResort.install();
    try (Daemon daemon = Daemon.start(source, config, hangups, List.of())) {
      while (!daemon.serve(FOR_EVER)) {
        // Longer than anybody lives, and still not for ever.
      }
    }
    return ExitCode.YES;
  }

  @Override
  public ExitCode check(Path configFile, Console console) {
    Config config = ConfigInput.load(ConfigSource.file(configFile)::load, configFile, console);
    if (config == null) {
      return ExitCode.NO;
    }
    config.warnings().forEach(warning -> console.out().println("warning: " + warning));
    OnLinkTargets.warnings(config)
        .forEach(warning -> console.out().println("warning: " + configFile + ": " + warning));
    JournalLife.of(config).ifPresent(console.out()::println);
    console.out().println(configFile + " is valid: " + config.counts().inWords());
    return ExitCode.YES;
  }

  @Override
  public ExitCode explain(ExplainRequest request, Console console) {
    Path file = request.configFile();
    Config config = ConfigInput.load(ConfigSource.file(file)::load, file, console);
    if (config == null) {
      return ExitCode.NO;
    }
    Explain explain = new Explain(console.out(), request.keepAliveNanos(), request.learnedNanos());
    if (explain.write(config.phones()) == 0) {
      console.out().println("There are no phones in " + request.configFile() + ".");
    }
    return ExitCode.YES;
  }

  @Override
  public ExitCode quickstart(QuickstartRequest request, Console console)
      throws IOException, InterruptedException {
    return new Quickstart(console).run(request);
  }
}
