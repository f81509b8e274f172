package io.kald.agent.quickstart;

import io.kald.agent.text.ErrorText;
import io.kald.probe.time.NanoClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP service on 127.0.0.1 that accepts for a while, refuses for a while, and so on. While it
 * refuses, a bound socket that does not listen keeps the port from anybody else. It has a thread of
 * its own.
 */
public final class FlappingListener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FlappingListener.class);
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int BACKLOG = 128;
  private static final int POLL_MILLIS = 50;

  // deps
  private final NanoClock clock;
  private final long openNanos;
  private final long refusingNanos;
  private final Socket reservation;
  private final InetSocketAddress address;

  // state
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  private FlappingListener(NanoClock clock, Duration open, Duration refusing) throws IOException {
    this.clock = clock;
    this.openNanos = open.toNanos();
    this.refusingNanos = refusing.toNanos();
    this.reservation = new Socket();
    reservation.setReuseAddress(true);
    reservation.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0));
    this.address = (InetSocketAddress) reservation.getLocalSocketAddress();
  }

  /**
   * Starts with an open period, on a free port; it listens when this has returned.
   *
   * @throws IOException when there is no port
   */
  public static FlappingListener start(NanoClock clock, Duration open, Duration refusing)
      throws IOException {
    FlappingListener listener = new FlappingListener(clock, open, refusing);
    ServerSocket first = listener.listen();
    Thread thread = new Thread(() -> listener.flap(first), "kald-flapping");
    thread.setDaemon(true);
    thread.start();
    return listener;
  }

  /** The port it listens on, the same all the time. */
  public int port() {
    return address.getPort();
  }

  /** Stops listening and frees the port. */
  @Override
  public void close() throws IOException {
    stopped.countDown();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reservation.close();
  }

  private void flap(ServerSocket first) {
    try {
      ServerSocket listening = first;
      while (accept(listening) && refuse()) {
        listening = listen();
      }
    } catch (IOException e) {
      log.error("the sample service has stopped: port={} reason={}", port(), ErrorText.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }

  private ServerSocket listen() throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(address, BACKLOG);
    listening.setSoTimeout(POLL_MILLIS);
    return listening;
  }

  /** Takes connections for one period; a probe has closed its own by the time it is taken. */
  private boolean accept(ServerSocket listening) throws IOException {
    long end = clock.nanoTime() + openNanos;
    try (listening) {
      while (stopped.getCount() > 0 && clock.nanoTime() - end < 0) {
        acceptOne(listening);
      }
    }
    return stopped.getCount() > 0;
  }

  private static void acceptOne(ServerSocket listening) throws IOException {
    try {
      listening.accept().close();
    } catch (SocketTimeoutException e) {
      // Nobody came; time to look at the clock.
    }
  }

  private boolean refuse() throws InterruptedException {
    return !stopped.await(refusingNanos, TimeUnit.NANOSECONDS);
  }
}
