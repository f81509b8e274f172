package io.kald.docker.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine of the lab, with one network interface, {@code eth0}. Its directory has the same name
 * inside and outside, so that what its programs write can be read here.
 */
abstract class Host {
  // deps
  private final String name;
  private final Path dir;

  // state
  private final List<String> scratched = new ArrayList<>();

  Host(String name, Path dir) {
    this.name = name;
    this.dir = dir;
  }

  /** Makes a directory for one, or in one. */
  static Path directory(Path parent, String name) {
    try {
      return Files.createDirectories(parent.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the scenario calls it. */
  final String name() {
    return name;
  }

  /** Where its files are. */
  final Path dir() {
    return dir;
  }

  /** Its IPv4 address. */
  abstract String address();

  /** Runs a command on it to the end. */
  abstract Result ask(String... command);

  /** Starts a command that goes on; it is the leader of a process group. */
  abstract void launch(List<String> command);

  /** The words that start kald on it, before its own arguments. */
  abstract List<String> kald();

  /** As {@link #ask}; a command that fails is a fault of the lab. */
  final String run(String... command) {
    Result result = ask(command);
    if (result.code() != 0) {
      throw new IllegalStateException(
          name + ": " + String.join(" ", command) + ": " + result.code() + ": " + result.output());
    }
    return result.output();
  }

  /** Runs a line of shell. */
  final String shell(String line) {
    return run("sh", "-c", line);
  }

  /**
   * Starts a program that goes on until it is killed or the lab is closed.
   *
   * @param label what its log is called
   */
  final Running start(String label, String... command) {
    return Running.start(this, label, List.of(command));
  }

  /** Writes a file into its directory; its name as the host's programs know it. */
  final String write(String file, String text) {
    Path path = dir.resolve(file);
    try {
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return path.toString();
  }

  /**
   * A directory of its own for a server that gives up root, and so must not lie below one that only
   * root may enter.
   */
  final String scratch(String owner) {
    String path = shell("d=$(mktemp -d /tmp/kald-lab.XXXXXX) && chown " + owner + " $d && echo $d");
    scratched.add(path.strip());
    return path.strip();
  }

  /** Those that were made. */
  final List<String> scratched() {
    return scratched;
  }

  /**
   * Takes packet filter rules into force, as one table that {@link #unfilter} takes away.
   *
   * @param table a name of their own
   * @param body chains and rules
   */
  final void filter(String table, String body) {
    String file = write(table + ".nft", "table inet " + table + " {\n" + body + "\n}\n");
    run("nft", "-f", file);
  }

  /** Takes a table of rules away. */
  final void unfilter(String table) {
    run("nft", "delete", "table", "inet", table);
  }

  /** Sets a kernel variable of its network; a container must first be allowed to write there. */
  final void sysctl(String assignment) {
    shell(
        "sysctl -qw %s 2>/dev/null || { mount -o remount,rw /proc/sys && sysctl -qw %s; }"
            .formatted(assignment, assignment));
  }

  /** Pulls its cable, or puts it back. */
  final void cable(boolean in) {
    run("ip", "link", "set", "eth0", in ? "up" : "down");
  }

  /** Writes a file of its {@code /etc}, for programs that are started later. */
  abstract void etc(String file, String text);

  /** Makes a name known to it, in place of what it stood for. */
  final void know(String alias, String address) {
    shell(
        "grep -v ' %s$' /etc/hosts >/tmp/hosts.new; echo '%s %s' >>/tmp/hosts.new;"
                .formatted(alias, address, alias)
            + " cat /tmp/hosts.new >/etc/hosts; rm /tmp/hosts.new");
  }

  /** Waits until something listens on a TCP port of it. */
  final void awaitPort(int port) {
    awaitPort(List.of(), port);
  }

  /** The same, by a command before: one that enters another network. */
  final void awaitPort(List<String> before, int port) {
    String listening = "'^ *[0-9]*: [0-9A-F]*:%04X [0-9A-F:]* 0A '".formatted(port);
    List<String> words = new ArrayList<>(before);
    words.addAll(List.of("sh", "-c"));
    words.add(
        "for i in $(seq 400); do cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -q "
            + listening
            + " && exit; sleep 0.05; done; echo nothing listens on "
            + port
            + "; exit 1");
    run(words.toArray(String[]::new));
  }
}
