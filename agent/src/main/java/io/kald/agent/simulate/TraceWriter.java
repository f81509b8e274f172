package io.kald.agent.simulate;

import io.kald.agent.text.ErrorText;
import io.kald.agent.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the traces of all nodes on a thread of its own. What does not fit into its queue, or
 * cannot be written, is counted and lost: no phone waits for a disk.
 */
final class TraceWriter implements AutoCloseable {
  static final long FILE_BYTES = 10L << 20;

  private static final Logger log = LoggerFactory.getLogger(TraceWriter.class);
  private static final int QUEUE = 1 << 16;
  private static final long IDLE_MILLIS = 200;
  private static final long PATIENCE_MILLIS = 5_000;

  // deps
  private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE);
  private final List<TraceFile> files;
  private final ZoneId zone;
  private final Thread thread;

  // state
  private final AtomicLong lost = new AtomicLong();
  private final StringBuilder line = new StringBuilder(400);
  private final long[] serials;
  private volatile boolean closing;
  private boolean failed;

  private record Entry(int node, long epochMillis, TraceText text) {}

  private TraceWriter(List<TraceFile> files, ZoneId zone) {
    this.files = files;
    this.zone = zone;
    this.serials = new long[files.size()];
    this.thread = new Thread(this::write, "kald-cucm-traces");
    thread.setDaemon(true);
  }

  /** Makes the directory and starts; times are those of {@code zone}, as a CUCM writes its own. */
  static TraceWriter start(Path directory, List<String> nodes, ZoneId zone, long fileBytes)
      throws IOException {
    Files.createDirectories(directory);
    List<TraceFile> files = new ArrayList<>();
    for (String node : nodes) {
      files.add(new TraceFile(directory, node, fileBytes));
    }
    TraceWriter writer = new TraceWriter(List.copyOf(files), zone);
    writer.thread.start();
    return writer;
  }

  /** Takes a line of the node with that index. Any thread; never waits. */
  void add(int node, long epochMillis, TraceText text) {
    if (closing || !queue.offer(new Entry(node, epochMillis, text))) {
      lost.incrementAndGet();
    }
  }

  /** How many lines are missing. Any thread. */
  long lost() {
    return lost.get();
  }

  /** Writes what waits, for at most 5 s. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    boolean ended = false;
    while (!ended) {
      Entry entry = next();
      if (entry != null) {
        write(entry);
      }
      if (queue.isEmpty()) {
        ended = closing && entry == null;
        each(TraceFile::flush);
      }
    }
    each(TraceFile::close);
  }

  private @Nullable Entry next() {
    try {
      return queue.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing = true;
      return null;
    }
  }

  private void write(Entry entry) {
    line.setLength(0);
    time(entry.epochMillis());
    entry.text().appendTo(line.append(" |"), ++serials[entry.node()]);
    keepOnOneLine();
    line.append('\n');
    try {
      files.get(entry.node()).write(line);
    } catch (IOException e) {
      lose(e);
    }
  }

  private void keepOnOneLine() {
    for (int i = 0; i < line.length(); i++) {
      if (!Printable.shows(line.charAt(i))) {
        line.setCharAt(i, '?');
      }
    }
  }

  private void each(Action action) {
    for (TraceFile file : files) {
      try {
        action.on(file);
      } catch (IOException e) {
        lose(e);
      }
    }
  }

  private void lose(IOException e) {
    lost.incrementAndGet();
    if (!failed) {
      failed = true;
      log.warn("a trace file cannot be written: reason={}", ErrorText.of(e));
    }
  }

  /** HH:MM:SS.mmm of the day. */
  private void time(long epochMillis) {
    long offset = zone.getRules().getOffset(Instant.ofEpochMilli(epochMillis)).getTotalSeconds();
    long millis = Math.floorMod(epochMillis + offset * 1000, 86_400_000L);
    digits(millis / 3_600_000, 2);
    digits(millis / 60_000 % 60, 2, ':');
    digits(millis / 1000 % 60, 2, ':');
    digits(millis % 1000, 3, '.');
  }

  private void digits(long number, int width, char before) {
    line.append(before);
    digits(number, width);
  }

  private void digits(long number, int width) {
    String text = Long.toString(number);
    line.append("000", 0, width - text.length()).append(text);
  }

  /** Something to do with a file. */
  @FunctionalInterface
  private interface Action {
    void on(TraceFile file) throws IOException;
  }
}
