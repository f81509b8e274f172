package io.kald.probe.icmp;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.net.Libc;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** A socket's place on its event loop. */
final class SocketHandle implements EpollIoHandle {
  // So much is read in one go; what is left makes the loop come back after its other work.
  private static final int BATCHES_PER_EVENT = 16;

  // deps
  private final FileDescriptor fd;
  private final EchoReader reader;
  private final Deliveries deliveries;

  // state
  private @Nullable IoRegistration registration;
  private boolean closed;

  SocketHandle(int fd, EchoReader reader, Deliveries deliveries) {
    this.fd = new FileDescriptor(fd);
    this.reader = reader;
    this.deliveries = deliveries;
  }

  /** Puts the socket on the loop that calls this; returns null, or why that failed. */
  @Nullable LocalFailure register(IoEventLoop loop) {
    Future<IoRegistration> registering = loop.register(this);
    if (!registering.isSuccess()) {
      close();
      return new LocalFailure(Reason.FAULT, "epoll: " + registering.cause());
    }
    registration = registering.getNow();
    registration.submit(EpollIoOps.EPOLLIN);
    return null;
  }

  @Override
  public FileDescriptor fd() {
    return fd;
  }

  @Override
  public void handle(IoRegistration ignored, IoEvent event) {
    EpollIoOps ops = ((EpollIoEvent) event).ops();
    if (!closed && ops.contains(EpollIoOps.EPOLLERR)) {
      reader.readErrors();
    }
    if (!closed) {
      // After an error too: the kernel may hold one that found no room in the queue, until asked.
      reader.readReplies(BATCHES_PER_EVENT);
    }
    deliveries.deliverNow();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (registration != null) {
      registration.cancel();
    }
    Libc.close(fd.intValue());
  }
}
