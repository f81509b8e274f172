package io.kald.docker.lab;

import io.kald.agent.store.JournalEntries;
import io.kald.agent.store.JournalEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** kald's journal, read while it is written. */
final class Journal {
  // deps
  private final Path dir;

  Journal(Path dir) {
    this.dir = dir;
  }

  /** Where it is. */
  Path dir() {
    return dir;
  }

  /** All it says by now, in its order. */
  List<JournalEntry> entries() {
    List<JournalEntry> all = new ArrayList<>();
    try {
      if (Files.isDirectory(dir)) {
        JournalEntries.read(dir, all::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
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
    return Patience.until(what, most, this::entries, entries -> entries.stream().anyMatch(wanted))
        .stream()
        .filter(wanted)
        .findFirst()
        .orElseThrow();
  }
}
