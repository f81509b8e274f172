package io.kald.agent.store;

import io.kald.agent.text.ErrorText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the files of a journal within their bounds. Of the oldest files the probes go first: what
 * else they tell stays for as long as transitions are kept, in a file of the same date, and takes
 * half of the room at most. Works on a thread of its own, because a large file takes a while to
 * read; called by the journal's thread.
 */
final class JournalRoom {
  private static final Logger LOG = LoggerFactory.getLogger(JournalRoom.class);
  private static final long LAST_MILLIS = TimeUnit.SECONDS.toMillis(30);
  private static final Set<String> PROBES =
      Set.of(JournalLine.PROBE.word(), JournalLine.KEEPALIVE.word());
  private static final String EVENT = "\"event\":\"";

  // deps
  private final JournalOptions options;

  // state
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Path current;
  private volatile Instant now = Instant.EPOCH;
  private @Nullable Thread worker;

  JournalRoom(JournalOptions options) {
    this.options = options;
    this.current = options.directory();
  }

  /**
   * Begins to make room for one more file, or does it once more when that is going on.
   *
   * @param current the file that is written to, which stays as it is
   */
  void make(Path current, Instant now) {
    this.current = current;
    this.now = now;
    if (asked.getAndIncrement() == 0) {
      Thread next = new Thread(this::run, "kald-journal-room");
      next.setDaemon(true);
      worker = next;
      next.start();
    }
  }

  /** Waits until it is made. */
  void await() {
    if (worker == null) {
      return;
    }
    try {
      worker.join(LAST_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    int done = 0;
    while (!asked.compareAndSet(done, 0)) {
      done = asked.get();
      try {
        tidy();
      } catch (IOException e) {
        failed(ErrorText.withFile(e));
      } catch (UncheckedIOException e) {
        failed(ErrorText.of(e));
      }
    }
  }

  private void failed(String reason) {
    LOG.warn(
        "journal {}: old files cannot be removed, it may grow beyond journal.total-size: {}",
        options.directory(),
        reason);
  }

  private void tidy() throws IOException {
    JournalFiles.deleteUnfinished(options.directory());
    long most = options.totalBytes() - options.rollBytes();
    List<Path> full = new ArrayList<>();
    List<Path> thinned = new ArrayList<>();
    for (Path file : JournalFiles.list(options.directory())) {
      if (JournalFiles.isThinned(file)) {
        thinned.add(file);
      } else if (!file.equals(current)) {
        full.add(file);
      }
    }
    deleteOld(thinned, now.minusNanos(options.transitionsNanos()));
    long rest = size(thinned);
    long sum = rest + size(full) + size(List.of(current));
    for (Path file : full) {
      if (sum <= most) {
        break;
      }
      sum -= Files.size(file);
      Path thin = options.transitionsNanos() > 0 ? thin(file) : null;
      if (thin == null) {
        Files.deleteIfExists(file);
      } else {
        thinned.add(thin);
        rest += Files.size(thin);
        sum += Files.size(thin);
      }
    }
    for (Path file : thinned) {
      if (sum <= most && rest <= options.totalBytes() / 2) {
        break;
      }
      sum -= Files.size(file);
      rest -= Files.size(file);
      Files.delete(file);
    }
  }

  private static void deleteOld(List<Path> files, Instant before) throws IOException {
    for (Path file : List.copyOf(files)) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
        Files.delete(file);
        files.remove(file);
      }
    }
  }

  /** Leaves the probes out of a file; null when nothing else is in it. */
  private static @Nullable Path thin(Path file) throws IOException {
    FileTime written = Files.getLastModifiedTime(file);
    Path next = JournalFiles.unfinished(file);
    boolean[] any = {false};
    try (BufferedWriter out = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
      Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r-----"));
      JournalReader.read(
          file,
          line -> {
            if (!tellsOfProbe(line)) {
              any[0] = true;
              append(out, line);
            }
          });
    }
    if (!any[0]) {
      Files.delete(next);
      return null;
    }
    Files.setLastModifiedTime(next, written);
    // In two steps, so that at no moment a line is in two files.
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return Files.move(file, JournalFiles.thinned(file), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void append(BufferedWriter out, String line) {
    try {
      out.write(line);
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean tellsOfProbe(String line) {
    int from = line.indexOf(EVENT) + EVENT.length();
    int to = line.indexOf('"', from);
    return from >= EVENT.length() && to > from && PROBES.contains(line.substring(from, to));
  }

  private static long size(List<Path> files) throws IOException {
    long sum = 0;
    for (Path file : files) {
      sum += sizeOf(file);
    }
    return sum;
  }

  /** Whoever else cleans up in the directory may have been quicker. */
  private static long sizeOf(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}
