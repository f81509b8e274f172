package io.kald.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A pipe of the kernel, which holds so much and no more. */
class LineQueueTest {
  private static final int LINES = 50_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  @Test
  void shouldWriteWhatItTookInOrder() throws IOException {
    Pipe pipe = Pipe.open();
    try (OutputStream out = Channels.newOutputStream(pipe.sink());
        BufferedReader in = reader(pipe)) {
      LineQueue queue = new LineQueue(out, LineQueueTest::report);
      queue.offer(bytes("a\n"));
      queue.offer(bytes("b\n"));
      assertThat(queue.drain(PATIENCE_NANOS)).isTrue();
      assertThat(in.readLine()).isEqualTo("a");
      assertThat(in.readLine()).isEqualTo("b");
      assertThat(queue.dropped()).isZero();
    }
  }

  @Test
  void shouldDropCountAndReportWhenNobodyReads() throws IOException {
    Pipe pipe = Pipe.open();
    try (OutputStream out = Channels.newOutputStream(pipe.sink());
        BufferedReader in = reader(pipe)) {
      LineQueue queue = new LineQueue(out, LineQueueTest::report);
      byte[] line = bytes("x".repeat(99) + "\n");
      for (int i = 0; i < LINES; i++) {
        queue.offer(line);
      }
      long dropped = queue.dropped();
      assertThat(dropped).isBetween(LINES / 2L, LINES - 1L);
      assertThat(queue.drain(0)).isFalse();
      int lines = 0;
      long reported = 0;
      while (lines + reported < LINES) {
        String read = in.readLine();
        if (read.startsWith("x")) {
          lines++;
        } else {
          reported += Long.parseLong(read);
        }
      }
      assertThat(reported).isEqualTo(dropped);
      assertThat(queue.drain(PATIENCE_NANOS)).isTrue();
    }
  }

  /** A disk that is full, a reader that is gone. */
  @Test
  void shouldCountWhatCannotBeWritten() throws IOException {
    try (OutputStream full = Files.newOutputStream(Path.of("/dev/full"))) {
      LineQueue queue = new LineQueue(full, LineQueueTest::report);
      queue.offer(bytes("a\n"));
      assertThat(queue.drain(PATIENCE_NANOS)).isTrue();
      assertThat(queue.dropped()).isEqualTo(1);
    }
  }

  private static byte[] report(long count) {
    return bytes(count + "\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static BufferedReader reader(Pipe pipe) {
    return new BufferedReader(
        new InputStreamReader(Channels.newInputStream(pipe.source()), StandardCharsets.US_ASCII));
  }
}
