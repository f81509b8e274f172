package io.kald.agent.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a journal, entry by entry. What is no line of a journal is counted and passed over: no file
 * makes it fail, and memory is bounded by {@value JournalReader#LONGEST} bytes of a line.
 */
public final class JournalEntries {
  // deps
  private final EntryParser parser = new EntryParser();
  private final Consumer<JournalEntry> entries;

  // state
  private long lines;
  private long unreadable;
  private long torn;

  private JournalEntries(Consumer<JournalEntry> entries) {
    this.entries = entries;
  }

  /**
   * Hands out the entries of a file, or of all files of a journal's directory in the order they
   * were written. A file of the directory that its daemon deletes meanwhile is passed over.
   *
   * @throws IOException when the file, the directory or a file in it cannot be read
   */
  public static Reading read(Path directoryOrFile, Consumer<JournalEntry> entries)
      throws IOException {
    JournalEntries reader = new JournalEntries(entries);
    if (Files.isDirectory(directoryOrFile)) {
      for (Path file : JournalFiles.list(directoryOrFile)) {
        reader.listed(file);
      }
    } else {
      reader.file(directoryOrFile);
    }
    return new Reading(reader.lines, reader.unreadable, reader.torn);
  }

  /** What a line says, or null: it is no line of a journal. */
  public static @Nullable JournalEntry parse(String line) {
    return new EntryParser().read(line);
  }

  private void listed(Path file) throws IOException {
    try {
      file(file);
    } catch (NoSuchFileException e) {
      // The journal has become too large, and this was its oldest file.
    }
  }

  private void file(Path file) throws IOException {
    JournalReader.Reading read = JournalReader.readForeign(file, this::line);
    lines += read.lines();
    unreadable += read.tooLong();
    torn += read.tornBytes() > 0 ? 1 : 0;
  }

  private void line(String line) {
    JournalEntry entry = parser.read(line);
    if (entry == null) {
      unreadable++;
    } else {
      entries.accept(entry);
    }
  }

  /**
   * What there was.
   *
   * @param lines whole lines, unreadable ones among them
   * @param unreadable lines that are not of a journal, or too long to be
   * @param torn files whose last line has no end: their writer was killed, or writes still
   */
  public record Reading(long lines, long unreadable, long torn) {}
}
