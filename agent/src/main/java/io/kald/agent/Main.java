package io.kald.agent;

import io.kald.agent.cli.Cli;
import io.kald.agent.cli.Console;
import io.kald.agent.daemon.Wired;
import io.kald.agent.log.Logging;
import java.util.Locale;

/** Where the process begins: arguments in, exit code out. */
public final class Main {
  private static final String MACHINE = "02:00:00:00:00:00";

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    // Numbers are read by programs as well, which know the digits 0-9 and a decimal point only.
    Locale.setDefault(Locale.ROOT);
    // Netty names its channels by a hardware address, looks for one on every interface, and warns
    // where
    // there is none; kald shows these names nowhere.
    System.setProperty("io.netty.machineId", MACHINE);
    int exitCode = new Cli(new Wired(), Console.system()).execute(args);
    Logging.drain();
    System.exit(exitCode);
  }
}
