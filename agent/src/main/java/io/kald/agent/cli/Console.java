package io.kald.agent.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * Where a command writes: its answer to {@code out}, everything about the command itself to {@code
 * err}. Both flush at each line's end.
 *
 * @param terminal whether {@code out} is a terminal
 */
public record Console(PrintWriter out, PrintWriter err, boolean terminal) {
  /** Set by the launcher when standard output is a terminal: asking the kernel costs start-up. */
  private static final String TERMINAL = "kald.terminal";

  /** The streams of this process, in UTF-8 whatever the locale. */
  public static Console system() {
    boolean terminal = Boolean.getBoolean(TERMINAL);
    return new Console(
        writer(FileDescriptor.out, terminal), writer(FileDescriptor.err, false), terminal);
  }

  /** Whether colours may be used: on a terminal, and not when NO_COLOR is set to anything. */
  public boolean colours() {
    String noColour = System.getenv("NO_COLOR");
    return terminal && (noColour == null || noColour.isEmpty());
  }

  /** Why {@link #out} could not be written; null when it could. */
  @Nullable IOException failure() {
    return out instanceof ReportWriter report ? report.failure() : null;
  }

  private static PrintWriter writer(FileDescriptor descriptor, boolean draws) {
    return ReportWriter.to(new FileOutputStream(descriptor), draws);
  }
}
