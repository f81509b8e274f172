package io.kald.agent;

import io.kald.agent.cli.Cli;
import io.kald.agent.cli.Console;
import io.kald.agent.daemon.Wired;
import io.kald.agent.log.Logging;
import io.kald.agent.text.ErrorText;
import java.util.Locale;

/** Where the process begins: arguments in, exit code out. */
public final class Main {
  private static final String MACHINE = "02:00:00:00:00:00";

  /** The code of ExitCode.FAULT, which may be what cannot be loaded. */
  private static final int FAULT = 3;

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    // Numbers are read by programs as well, which know the digits 0-9 and a decimal point only.
    Locale.setDefault(Locale.ROOT);
    // Netty names its channels by a hardware address, looks for one on every interface, and warns
    // where
    // there is none; kald shows these names nowhere.
    System.setProperty("io.netty.machineId", MACHINE);
    System.exit(run(args));
  }

  private static int run(String[] args) {
    try {
      int exitCode = new Cli(new Wired(), Console.system()).execute(args);
      Logging.drain();
      return exitCode;
    } catch (LinkageError e) {
      // What would say so better may be what cannot be loaded.
      System.err.println("kald: " + ErrorText.NO_CLASS + ": " + e.getMessage());
      return FAULT;
    }
  }
}
