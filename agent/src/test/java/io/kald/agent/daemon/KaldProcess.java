package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.Main;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * kald as its user runs it: a process of its own, seen through its output, journal and exit code.
 */
final class KaldProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;

  /** Empty behind the last line. */
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

  private final List<String> seen = new ArrayList<>();

  private KaldProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "kald-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts {@code kald run} on a file and waits until it says that it is ready. One that does not
   * is stopped, and the failure has what it wrote.
   */
  static KaldProcess run(Path config, String... prefix) throws IOException {
    return run(PATIENCE, config, prefix);
  }

  /** Starts {@code kald run} on a file and waits that long until it says that it is ready. */
  static KaldProcess run(Duration patience, Path config, String... prefix) throws IOException {
    KaldProcess kald = start(List.of(prefix), "run", "--config.file", config.toString());
    try {
      kald.await("msg=\"ready:", patience);
    } catch (AssertionError e) {
      kald.close();
      throw e;
    }
    return kald;
  }

  /**
   * Starts any command.
   *
   * @param prefix words before {@code java}, such as {@code ip netns exec NAME}
   */
  static KaldProcess start(List<String> prefix, String... arguments) throws IOException {
    return start("-Xmx256m", prefix, arguments);
  }

  /**
   * Starts any command with an option for the JVM.
   *
   * @param prefix words before {@code java}
   */
  static KaldProcess start(String option, List<String> prefix, String... arguments)
      throws IOException {
    return start(System.getProperty("java.class.path"), option, prefix, arguments);
  }

  /** Starts any command with a directory before the class path. */
  static KaldProcess with(Path classes, String... arguments) throws IOException {
    String all = classes + File.pathSeparator + System.getProperty("java.class.path");
    return start(all, "-Xmx256m", List.of(), arguments);
  }

  private static KaldProcess start(
      String classPath, String option, List<String> prefix, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", option));
    command.addAll(List.of("-cp", classPath, Main.class.getName()));
    command.addAll(List.of(arguments));
    return new KaldProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  long pid() {
    return process.pid();
  }

  /** Waits for a line in which the pattern is found, and returns it. */
  String await(String pattern) {
    return await(pattern, PATIENCE);
  }

  private String await(String pattern, Duration patience) {
    Pattern wanted = Pattern.compile(pattern);
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (true) {
        String line = nextLine(deadline - System.nanoTime());
        if (line == null) {
          throw new AssertionError("no line with " + pattern + " in:\n" + String.join("\n", seen));
        }
        seen.add(line);
        if (wanted.matcher(line).find()) {
          return line;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Null when none comes in that time, or no more will. */
  private @Nullable String nextLine(long nanos) throws InterruptedException {
    Optional<String> line = lines.poll(nanos, TimeUnit.NANOSECONDS);
    if (line == null) {
      return null;
    }
    if (line.isEmpty()) {
      // Found again by whoever waits next.
      lines.add(line);
    }
    return line.orElse(null);
  }

  /** Waits for its end, whatever the code, and returns all lines. */
  String output() throws InterruptedException {
    exitCode();
    StringBuilder all = new StringBuilder();
    while (true) {
      String line = nextLine(PATIENCE.toNanos());
      if (line == null) {
        return all.toString();
      }
      all.append(line).append('\n');
    }
  }

  /** A line up to the one that was waited for last in which the text is. */
  String earlier(String text) {
    return seen.stream()
        .filter(line -> line.contains(text))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line with " + text + " in:\n" + seen));
  }

  /** Whether a line up to the one that was waited for last has the text in it. */
  boolean said(String text) {
    return seen.stream().anyMatch(line -> line.contains(text));
  }

  /** Waits until all of these texts were in lines since the start, in whatever order. */
  void awaitAll(String... texts) {
    for (String text : texts) {
      if (!said(text)) {
        await(Pattern.quote(text));
      }
    }
  }

  /** The line that was waited for last. */
  String lastSeen() {
    return seen.get(seen.size() - 1);
  }

  /** Sends a signal by its name: {@code HUP}, {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** Waits for its end and returns the exit code. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .as("ended in time")
        .isTrue();
    return process.exitValue();
  }

  /** The lines of all journal files, oldest first. */
  static List<String> journal(Path directory) throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        all.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
      }
    }
    return all;
  }

  /** The same, and none before there is a directory. */
  static List<String> journalSoFar(Path directory) throws IOException {
    return Files.isDirectory(directory) ? journal(directory) : List.of();
  }

  /** Kills it, with what it started, and waits for its end: its files can be deleted then. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      reader.lines().map(Optional::of).forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add(Optional.of("(output lost: " + e + ")"));
    } finally {
      lines.add(Optional.empty());
    }
  }
}
