package io.kald.agent.daemon;

import io.kald.agent.config.ConfigFile;
import io.kald.agent.text.MemoryAdvice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether something fits into what is left of the JVM's memory: asked before it is begun, because
 * whoever runs out of memory takes it from all threads. Any thread.
 */
final class HeapRoom {
  private static final long MIB = 1L << 20;

  /** Memory that a byte of a configuration takes while it is read: measured, 24 to 30. */
  private static final long READING = 24;

  /** What a keepalive takes in engine, status and metrics: measured, 2 to 2.5 KiB. */
  private static final long RUNNING = 2048;

  private HeapRoom() {}

  /**
   * Checks that a file can be read.
   *
   * @throws IOException when it is too large, with a sentence for the operator
   */
  static void forReading(Path file) throws IOException {
    long size = Files.isRegularFile(file) ? Files.size(file) : 0;
    if (size > ConfigFile.MAX_BYTES) {
      return; // Refused by whoever reads it, and no memory changes that.
    }
    long needed = size * READING;
    if (!has(needed)) {
      throw new IOException(
          "it has %d MiB, reading it takes about %s".formatted(size / MIB, tooMuch(needed)));
    }
  }

  /**
   * The failure of reading a file for which the memory did not suffice all the same.
   *
   * @return with a sentence for the operator
   */
  static IOException exhausted(Path file, OutOfMemoryError e) {
    // Of what is no file nobody knows how much it is; it may as well be too much for any memory.
    String advice = Files.isRegularFile(file) ? MemoryAdvice.forTwiceTheHeap() : "";
    return new IOException("it does not fit in memory (" + e.getMessage() + ")" + advice, e);
  }

  /**
   * Checks that so many more keepalives can run.
   *
   * @throws IOException when they cannot, with a sentence for the operator
   */
  static void forRunning(int more) throws IOException {
    long needed = Math.max(0, more) * RUNNING;
    if (!has(needed)) {
      throw new IOException("%d more keepalives take about %s".formatted(more, tooMuch(needed)));
    }
  }

  private static String tooMuch(long needed) {
    long left = left();
    return "%d MiB of memory, and %d MiB are left".formatted(needed / MIB, left / MIB)
        + MemoryAdvice.forHeap(Runtime.getRuntime().maxMemory() - left + needed);
  }

  private static boolean has(long bytes) {
    if (bytes <= left()) {
      return true;
    }
    // What is left may be hidden under garbage; better a pause now than a refusal for nothing.
    System.gc();
    return bytes <= left();
  }

  private static long left() {
    Runtime jvm = Runtime.getRuntime();
    return jvm.maxMemory() - (jvm.totalMemory() - jvm.freeMemory());
  }
}
