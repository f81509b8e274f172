package io.kald.agent.cli;

import io.kald.agent.text.ErrorText;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Reads the command line, runs the command and turns whatever happens into an exit code. */
public final class Cli {
  /** EPIPE, in the words of every Linux: whoever read has enough, as {@code head} has. */
  private static final String READER_GONE = "Broken pipe";

  // deps
  private final Actions actions;
  private final Console console;

  /** Commands are carried out by {@code actions} and write to {@code console}. */
  public Cli(Actions actions, Console console) {
    this.actions = actions;
    this.console = console;
  }

  /** Runs one command. Never throws: our own failures are {@link ExitCode#FAULT}. */
  public int execute(String... args) {
    int code = commandLine().execute(args);
    IOException unwritten = console.failure();
    return unwritten == null ? code : unwritten(unwritten);
  }

  /** A report that is not whole is a failure, whatever it would have said. */
  private int unwritten(IOException e) {
    String reason = ErrorText.of(e);
    if (reason.equals(READER_GONE)) {
      return ExitCode.READER_GONE.code();
    }
    console.err().println("kald: standard output cannot be written: " + reason);
    return ExitCode.FAULT.code();
  }

  CommandLine commandLine() {
    return new CommandLine(tree())
        .setOut(console.out())
        .setErr(console.err())
        .setColorScheme(CommandLine.Help.defaultColorScheme(console.colours() ? Ansi.ON : Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(this::run)
        .setParameterExceptionHandler(this::misunderstood);
  }

  private CommandSpec tree() {
    CommandSpec root = new Kald().spec();
    List<Command> commands =
        List.of(
            new RunCommand(actions),
            new CheckCommand(actions),
            new ProbeCommand(),
            new AdviseCommand(System.in),
            new AuditCommand(System.in),
            new FlowsCommand(System.in),
            new PhonesCommand(actions),
            new SimulateCommand(),
            new TraceCommand(),
            new QuickstartCommand(actions),
            new CompletionCommand(),
            new HelpCommand(),
            new ManCommand());
    for (Command command : commands) {
      CommandSpec spec = command.spec();
      root.addSubcommand(spec.name(), spec);
    }
    return root;
  }

  private int run(ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    ParseResult asked = last(parsed);
    Command command = (Command) asked.commandSpec().userObject();
    try {
      return command.run(asked, console).code();
    } catch (ParameterException e) {
      throw e;
    } catch (CliException e) {
      console.err().println("kald: " + e.getMessage());
      return e.exitCode().code();
    } catch (Throwable e) {
      return failed(e, asked);
    }
  }

  private static ParseResult last(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    return last;
  }

  private int misunderstood(ParameterException e, String[] args) {
    console.err().println("kald: " + UsageMessage.of(e, args));
    console
        .err()
        .println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE.code();
  }

  private int failed(Throwable e, ParseResult asked) {
    console
        .err()
        .println("kald: a fault of kald itself ended the command: " + ErrorText.ofFault(e));
    if (Options.verbose(asked)) {
      e.printStackTrace(console.err());
    } else {
      console.err().println("Run it again with --log.level=debug for the details to report.");
    }
    return ExitCode.FAULT.code();
  }
}
