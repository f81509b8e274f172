package io.kald.agent.simulate;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The trace files of one node, {@code cucm1_00000001.txt} and up: the next one begins when one is
 * full, and the oldest are deleted. Confined to the writer's thread.
 */
final class TraceFile implements AutoCloseable {
  private static final int MAX_FILES = 10;
  private static final int BUFFER = 1 << 16;

  // deps
  private final Path directory;
  private final String node;
  private final long maxBytes;

  // state
  private long number;
  private long written;
  private @Nullable OutputStream out;

  /** Files of at most {@code maxBytes}, numbered on from those that are there. */
  TraceFile(Path directory, String node, long maxBytes) throws IOException {
    this.directory = directory;
    this.node = node;
    this.maxBytes = maxBytes;
    List<Path> files = files();
    this.number = files.isEmpty() ? 0 : numberOf(files.get(files.size() - 1));
  }

  /** Writes one line, which has its end. */
  void write(CharSequence line) throws IOException {
    byte[] bytes = line.toString().getBytes(StandardCharsets.ISO_8859_1);
    if (out == null || written + bytes.length > maxBytes) {
      next();
    }
    if (out != null) {
      out.write(bytes);
      written += bytes.length;
    }
  }

  /** Hands everything to the kernel. */
  void flush() throws IOException {
    if (out != null) {
      out.flush();
    }
  }

  @Override
  public void close() throws IOException {
    if (out != null) {
      out.close();
      out = null;
    }
  }

  private void next() throws IOException {
    close();
    number++;
    written = 0;
    Path file = directory.resolve(String.format("%s_%08d.txt", node, number));
    out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
    List<Path> files = files();
    for (Path old : files.subList(0, Math.max(0, files.size() - MAX_FILES))) {
      Files.delete(old);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> numberOf(file) > 0)
          .sorted(Comparator.comparingLong(this::numberOf))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The number in a name of ours, or 0. */
  private long numberOf(Path file) {
    String name = String.valueOf(file.getFileName());
    String digits =
        name.startsWith(node + "_") && name.endsWith(".txt")
            ? name.substring(node.length() + 1, name.length() - ".txt".length())
            : "";
    return digits.matches("\\d{8,12}") ? Long.parseLong(digits) : 0;
  }
}
