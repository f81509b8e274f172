package io.kald.agent.cli;

import io.kald.agent.text.PrintableWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A writer of UTF-8 that remembers why its first failure happened; flushes at each line's end, and
 * shows what steers a terminal as its code. Any thread.
 */
public final class ReportWriter extends PrintWriter {
  private final Stream stream;

  private ReportWriter(Stream stream, boolean draws) {
    super(new PrintableWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), draws), true);
    this.stream = stream;
  }

  /** Writes to a stream that is no terminal. */
  public static ReportWriter to(OutputStream out) {
    return to(out, false);
  }

  /**
   * Writes to a stream.
   *
   * @param draws whether that is a terminal that kald may draw on
   */
  static ReportWriter to(OutputStream out, boolean draws) {
    return new ReportWriter(new Stream(out), draws);
  }

  /** Why something could not be written; null while everything could. */
  @Nullable IOException failure() {
    flush();
    return stream.failure;
  }

  /** What comes after a failure is not even tried: a report with a hole is none. */
  private static final class Stream extends OutputStream {
    private final OutputStream out;
    private volatile @Nullable IOException failure;

    Stream(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      attempt(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
      attempt(out::flush);
    }

    private void attempt(Step step) throws IOException {
      IOException before = failure;
      if (before != null) {
        throw new IOException(before);
      }
      try {
        step.run();
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
