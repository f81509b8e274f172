package io.kald.docker.lab;

import io.kald.probe.lab.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that goes on on a host, with all processes it has made. */
final class Running {
  // deps
  private final Host host;
  private final String label;

  // state
  private final long pid;

  private Running(Host host, String label, long pid) {
    this.host = host;
    this.label = label;
    this.pid = pid;
  }

  static Running start(Host host, String label, List<String> command) {
    Path pidFile = host.dir().resolve(label + ".pid");
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> words = new ArrayList<>();
    words.addAll(List.of("sh", "-c", "echo $$ >\"$0.pid\"; exec \"$@\" >>\"$0.log\" 2>&1"));
    words.add(host.dir().resolve(label).toString());
    words.addAll(command);
    host.launch(words);
    String text =
        Await.value(
            "the process number of " + label + " on " + host.name(),
            () -> Files.exists(pidFile) ? Files.readString(pidFile) : "",
            read -> read.endsWith("\n"));
    return new Running(host, label, Long.parseLong(text.strip()));
  }

  /** Of its first process, as the host counts. */
  long pid() {
    return pid;
  }

  /** Sends a signal to all its processes: {@code KILL}, {@code STOP}. */
  void signal(String name) {
    host.run("kill", "-" + name, "--", "-" + pid);
  }

  /** Ends it by a signal and waits until it is gone. */
  void end(String signal) {
    signal(signal);
    awaitEnd();
  }

  /** Waits until its first process is gone. */
  void awaitEnd() {
    host.shell(
        "for i in $(seq 600); do [ -d /proc/%d ] || exit 0; sleep 0.05; done; exit 1"
            .formatted(pid));
  }

  /** All it has written. */
  String log() {
    Path file = host.dir().resolve(label + ".log");
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has written what the pattern finds, and returns that. */
  String await(String pattern) {
    Pattern wanted = Pattern.compile(pattern, Pattern.MULTILINE);
    String log =
        Await.value(label + " says " + pattern, this::log, text -> wanted.matcher(text).find());
    Matcher found = wanted.matcher(log);
    return found.find() ? found.group() : "";
  }
}
