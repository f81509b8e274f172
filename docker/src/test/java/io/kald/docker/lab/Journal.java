package io.kald.docker.lab;

import io.kald.agent.store.JournalEntries;
import io.kald.agent.store.JournalEntry;
import io.kald.probe.lab.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** kald's journal, read while it is written. */
final class Journal {
  // deps
  private final Path dir;

  // state
  /** How far each file was read, by what it is and not by its name: it may be moved. */
  private final Map<Object, Long> read = new HashMap<>();

  private final List<JournalEntry> known = new ArrayList<>();

  Journal(Path dir) {
    this.dir = dir;
  }

  /** Where it is. */
  Path dir() {
    return dir;
  }

  /** All it says by now, in its order. What was read before is not read again. */
  synchronized List<JournalEntry> entries() {
    if (Files.isDirectory(dir)) {
      try (Stream<Path> files = Files.list(dir)) {
        for (Path file : files.sorted().toList()) {
          readOn(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return List.copyOf(known);
  }

  private void readOn(Path file) throws IOException {
    Object inode = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    long from = read.getOrDefault(inode, 0L);
    byte[] more;
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(from);
      more = in.readAllBytes();
    }
    int begin = 0;
    for (int i = 0; i < more.length; i++) {
      if (more[i] == '\n') {
        known.add(entry(new String(more, begin, i - begin, StandardCharsets.UTF_8)));
        begin = i + 1;
      }
    }
    read.put(inode, from + begin);
  }

  private static JournalEntry entry(String line) {
    JournalEntry entry = JournalEntries.parse(line);
    if (entry == null) {
      throw new AssertionError("no line of a journal: " + line);
    }
    return entry;
  }

  /** All of one kind. */
  List<JournalEntry> entries(String event) {
    return entries().stream().filter(entry -> entry.event().equals(event)).toList();
  }

  /** The transitions of a service. */
  List<JournalEntry> transitions(String service) {
    return entries("transition").stream()
        .filter(entry -> entry.text("service").equals(service))
        .toList();
  }

  /** Waits for an entry, and returns the first one. */
  JournalEntry await(String what, Duration most, Predicate<JournalEntry> wanted) {
    return Await.value(what, most, this::entries, entries -> entries.stream().anyMatch(wanted))
        .stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow();
  }
}
