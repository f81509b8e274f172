package io.kald.probe.tcp;

import io.kald.probe.Reason;
import io.kald.probe.net.Libc;
import io.kald.probe.net.LocalFailure;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A prober's socket under the eyes of the loop's own epoll. The interest is one-shot: between
 * probes nothing that happens to a kept socket wakes the loop.
 */
final class WatchedSocket implements EpollIoHandle {
  private static final Logger LOGGER = LoggerFactory.getLogger(WatchedSocket.class);
  private static final EpollIoOps ONCE = EpollIoOps.valueOf(Libc.EPOLLOUT | Libc.EPOLLONESHOT);

  // deps
  private final FileDescriptor fd;
  private final EpollTcpProber prober;

  // state
  private @Nullable IoRegistration registration;

  WatchedSocket(int number, EpollTcpProber prober) {
    this.fd = new FileDescriptor(number);
    this.prober = prober;
  }

  /**
   * Tells the prober the next thing that happens to the socket.
   *
   * @return null, or why the kernel would not watch it
   */
  @Nullable LocalFailure watch(IoEventLoop loop) {
    try {
      if (registration == null) {
        Future<IoRegistration> made = loop.register(this); // on the loop it is done at once
        registration = made.syncUninterruptibly().getNow();
      }
      registration.submit(ONCE);
      return null;
    } catch (UncheckedIOException e) {
      // No memory, or the user's share of watches is used up.
      return new LocalFailure(Reason.NO_BUFFER, "epoll: " + e.getMessage());
    }
  }

  @Override
  public FileDescriptor fd() {
    return fd;
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    try {
      prober.ready(this);
    } catch (RuntimeException e) {
      // Ours or the listener's fault; it must not cost the events that came with this one.
      LOGGER.error("a TCP probe could not be concluded", e);
    }
  }

  /** Closes the socket and ends the watch. */
  void release() {
    try {
      fd.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Only EBADF: somebody has closed what is not theirs.
    }
    if (registration != null) {
      registration.cancel(); // after the close, which spares the kernel the removal
    }
  }

  @Override
  public void close() {
    prober.close(); // The loop ends.
  }
}
