package io.kald.agent.cli;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the command line, runs the command and turns whatever happens into an exit code. */
public final class Cli {
  // deps
  private final Kald kald;
  private final Console console;

  /** Commands are carried out by {@code actions} and write to {@code console}. */
  public Cli(Actions actions, Console console) {
    this.kald = new Kald(actions, console);
    this.console = console;
  }

  /** Runs one command. Never throws: our own failures are {@link ExitCode#FAULT}. */
  public int execute(String... args) {
    return commandLine().execute(args);
  }

  CommandLine commandLine() {
    return new CommandLine(kald)
        .setOut(console.out())
        .setErr(console.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(console.colours() ? Ansi.ON : Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(this::run)
        .setParameterExceptionHandler(this::misunderstood)
        .setExecutionExceptionHandler(this::failed);
  }

  /** As picocli's own, with our exit codes and with errors of the JVM held as well. */
  private int run(CommandLine.ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (CommandLine.ExecutionException e) {
      throw e;
    } catch (Throwable e) {
      return failed(e);
    }
  }

  private int misunderstood(ParameterException e, String[] args) {
    console.err().println("kald: " + e.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(e, console.err())) {
      console
          .err()
          .println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    }
    return ExitCode.USAGE.code();
  }

  private int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if (e instanceof CliException user) {
      console.err().println("kald: " + user.getMessage());
      return user.exitCode().code();
    }
    return failed(e);
  }

  private int failed(Throwable e) {
    console.err().println("kald: failed: " + e);
    if (kald.log.verbose()) {
      e.printStackTrace(console.err());
    } else {
      console.err().println("Run it again with --log.level=debug to see where.");
    }
    return ExitCode.FAULT.code();
  }
}
