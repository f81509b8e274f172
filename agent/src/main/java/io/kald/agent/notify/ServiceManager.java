package io.kald.agent.notify;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service manager that started this process, as {@code NOTIFY_SOCKET} names it: sd_notify(3).
 * Where there is none, every call does nothing. That it does not hear is logged once and stops
 * nothing. Any thread.
 */
public final class ServiceManager implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServiceManager.class);

  // deps
  private final @Nullable NotifySocket socket;
  private final @Nullable Duration watchdog;

  // state
  private boolean failed;
  private boolean closed;

  private ServiceManager(@Nullable NotifySocket socket, @Nullable Duration watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /**
   * The one of this environment.
   *
   * @param environment {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID} are
   *     read
   * @param pid of this process: a watchdog meant for another is not fed
   */
  public static ServiceManager of(Map<String, String> environment, long pid) {
    String path = environment.get("NOTIFY_SOCKET");
    if (path == null) {
      return new ServiceManager(null, null);
    }
    try {
      return new ServiceManager(NotifySocket.to(path), watchdog(environment, pid));
    } catch (IOException e) {
      log.warn("the service manager cannot be told anything: NOTIFY_SOCKET: {}", e.getMessage());
      return new ServiceManager(null, null);
    }
  }

  private static @Nullable Duration watchdog(Map<String, String> environment, long pid) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String meant = environment.getOrDefault("WATCHDOG_PID", Long.toString(pid));
    if (!micros.matches("[1-9][0-9]{0,17}") || !meant.equals(Long.toString(pid))) {
      return null;
    }
    return Duration.ofNanos(Math.multiplyExact(Long.parseLong(micros), 1000L));
  }

  /** How often it wants to be told that this process goes on; empty when it does not ask. */
  public Optional<Duration> watchdog() {
    return Optional.ofNullable(watchdog);
  }

  /** The start, or a reload, is complete. */
  public void ready(String status) {
    send("READY=1\nSTATUS=" + line(status));
  }

  /**
   * A reload begins; {@link #ready} ends it.
   *
   * @param monotonicNanos now, as CLOCK_MONOTONIC has it
   */
  public void reloading(long monotonicNanos) {
    send("RELOADING=1\nMONOTONIC_USEC=" + monotonicNanos / 1000);
  }

  /** The process is about to end. */
  public void stopping(String status) {
    send("STOPPING=1\nSTATUS=" + line(status));
  }

  /** The process goes on; without this in every {@link #watchdog} it is killed. */
  void alive() {
    send("WATCHDOG=1");
  }

  /** One line for those who look. */
  void status(String status) {
    send("STATUS=" + line(status));
  }

  private static String line(String text) {
    return text.replace('\n', ' ');
  }

  private synchronized void send(String message) {
    if (socket == null || closed) {
      return;
    }
    try {
      socket.send(message);
    } catch (IOException e) {
      if (!failed) {
        log.warn("the service manager did not hear: {}", e.getMessage());
      }
      failed = true;
    }
  }

  @Override
  public synchronized void close() {
    if (socket != null && !closed) {
      socket.close();
    }
    closed = true;
  }
}
