package io.kald.agent.daemon;

import io.kald.agent.config.Config;
import io.kald.agent.config.ConfigException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration on a thread of its own and waits for it only so long: a pipe that nobody
 * writes to or a file system that hangs holds that thread, nobody else. Memory that does not
 * suffice is a failure of the attempt. {@link #load} is called by one thread at a time, {@link
 * #abandon} by any.
 */
final class PatientSource implements ConfigSource {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_STUCK = 8;

  // deps
  private final ConfigSource source;
  private final Duration patience;

  // state
  private final AtomicInteger reading = new AtomicInteger();
  private volatile CompletableFuture<Config> answer = new CompletableFuture<>();
  private volatile boolean abandoned;

  /** Waits 10 s. */
  PatientSource(ConfigSource source) {
    this(source, PATIENCE);
  }

  PatientSource(ConfigSource source, Duration patience) {
    this.source = source;
    this.patience = patience;
  }

  @Override
  public Config load() throws IOException, ConfigException {
    if (reading.get() >= MOST_STUCK) {
      throw new IOException(
          "it does not answer: " + MOST_STUCK + " earlier attempts to read it still wait");
    }
    CompletableFuture<Config> next = new CompletableFuture<>();
    answer = next;
    if (abandoned) {
      throw stops();
    }
    reading.incrementAndGet();
    Thread reader = new Thread(() -> read(next), "kald-config");
    reader.setDaemon(true);
    reader.start();
    try {
      return next.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("it does not answer within " + patience.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stops();
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  @Override
  public void abandon() {
    abandoned = true;
    answer.completeExceptionally(stops());
  }

  private void read(CompletableFuture<Config> to) {
    try {
      to.complete(source.load());
    } catch (Throwable e) {
      to.completeExceptionally(e);
    } finally {
      reading.decrementAndGet();
    }
  }

  private static IOException stops() {
    return new IOException("kald stops");
  }

  private static IOException failure(@Nullable Throwable cause)
      throws IOException, ConfigException {
    if (cause instanceof ConfigException invalid) {
      throw invalid;
    }
    if (cause instanceof RuntimeException bug) {
      throw bug;
    }
    if (cause instanceof OutOfMemoryError) {
      return new IOException("it does not fit in memory (" + cause.getMessage() + ")");
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException io ? io : new IOException(cause);
  }
}
