package io.kald.agent.store;

import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings lines to disk: opens, rolls and reopens files, and gives up lines rather than wait.
 * Confined to the journal's thread.
 */
final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  // deps
  private final JournalOptions options;
  private final NanoClock clock;
  private final WallClock wall;
  private final JournalFigures figures;

  // state
  private @Nullable JournalFile file;
  private String cause = "";
  private long lookNextNanos;

  Journal(JournalOptions options, NanoClock clock, WallClock wall, JournalFigures figures) {
    this.options = options;
    this.clock = clock;
    this.wall = wall;
    this.figures = figures;
    this.lookNextNanos = clock.nanoTime();
  }

  /** Why lines were lost last. */
  String cause() {
    return cause;
  }

  /** Whether a write may be tried now: after a failure it is tried once a second. */
  boolean ready() {
    return file != null || clock.nanoTime() - lookNextNanos >= 0;
  }

  /** Writes the buffer's lines or loses them; returns how many were lost. */
  int write(LineBuffer lines) {
    int count = lines.lines();
    int bytes = lines.size();
    try {
      open().write(lines);
      recovered();
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
    int gone = lines.lines();
    figures.wrote(count - gone, bytes - lines.size());
    lines.cut(0);
    return gone;
  }

  void close() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }

  /** The file to write to: a new one when there is none, or when the old one is full or gone. */
  private JournalFile open() throws IOException {
    long now = clock.nanoTime();
    if (file != null && worn(file, now)) {
      close();
    }
    if (file == null) {
      Files.createDirectories(options.directory());
      JournalFiles.makeRoom(options.directory(), options.rollBytes(), options.totalBytes());
      file = new JournalFile(JournalFiles.fresh(options.directory(), wall.now()), now);
      lookNextNanos = now + RETRY_NANOS;
    }
    return file;
  }

  private boolean worn(JournalFile current, long now) {
    if (current.size() >= options.rollBytes() || current.ageNanos(now) >= options.rollNanos()) {
      return true;
    }
    if (now - lookNextNanos < 0) {
      return false;
    }
    lookNextNanos = now + RETRY_NANOS;
    return !current.inPlace();
  }

  private void failed(Exception e) {
    figures.failed();
    if (cause.isEmpty()) {
      LOG.warn(
          "journal {}: {}; lines are lost until it works again", options.directory(), e.toString());
    }
    cause = e.toString();
    lookNextNanos = clock.nanoTime() + RETRY_NANOS;
    try {
      close();
    } catch (IOException again) {
      // The descriptor is gone either way, and the first failure is the one to tell.
      file = null;
    }
  }

  private void recovered() {
    if (!cause.isEmpty()) {
      LOG.info("journal {}: works again", options.directory());
      figures.recovered();
      cause = "";
    }
  }
}
