package io.kald.probe.tcp;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one loop's probers under an epoll of their own, which the loop's epoll watches in
 * turn. Netty keeps its registrations in a hash map by descriptor; descriptors are consecutive, and
 * each removal from such a map walks along all that follow: a tenth of the loop's time with ten
 * thousand kept sockets. Here a descriptor is an index.
 *
 * <p>A socket is watched once for all its probes, for changes: that a connection is there or has
 * failed. It tells its own disconnection too, when no probe is outstanding; that is passed over.
 */
final class SocketWatch implements EpollIoHandle {
  private static final int EVENTS = 256;

  /**
   * Answers are read before more is asked: a loop that is behind and sends first keeps ever more
   * sockets open, and each probe costs half as much again.
   */
  private static final int ROUNDS = 64;

  private static final int CHANGES = Libc.EPOLLOUT | Libc.EPOLLET;

  // deps
  private final FileDescriptor epoll;
  private final Runnable onLoopEnd;
  private final Consumer<Throwable> faults;
  private final OffHeap wanted = OffHeap.of(Libc.EPOLL_EVENT_BYTES);
  private final OffHeap happened = OffHeap.of(EVENTS * Libc.EPOLL_EVENT_BYTES);
  private final IoRegistration registration;

  // state
  private @Nullable EpollTcpProber[] bySocket = new @Nullable EpollTcpProber[64];
  private int lastTicket;
  private boolean closed;

  /**
   * Puts a new epoll on the loop that calls this.
   *
   * @param onLoopEnd called when the loop ends
   * @param faults takes our own bugs
   */
  SocketWatch(IoEventLoop loop, Runnable onLoopEnd, Consumer<Throwable> faults) {
    int fd = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
    if (fd < 0) {
      throw new IllegalStateException("epoll_create1: " + Errno.text(Libc.errno()));
    }
    this.epoll = new FileDescriptor(fd);
    this.onLoopEnd = onLoopEnd;
    this.faults = faults;
    this.registration = loop.register(this).syncUninterruptibly().getNow();
    registration.submit(EpollIoOps.EPOLLIN);
  }

  /**
   * A prober has opened a socket.
   *
   * @return what tells this socket from earlier ones of the same number
   */
  int opened(int fd, EpollTcpProber prober) {
    if (fd >= bySocket.length) {
      bySocket = Arrays.copyOf(bySocket, Math.max(fd + 1, bySocket.length * 2));
    }
    bySocket[fd] = prober;
    return ++lastTicket;
  }

  /**
   * From now on tells the socket's prober what happens to it.
   *
   * @return null, or why the kernel would not watch it
   */
  @Nullable LocalFailure watch(int fd, int ticket) {
    long data = (long) ticket << 32 | fd;
    wanted.buffer().putInt(0, CHANGES).putLong(Libc.EPOLL_DATA_OFFSET, data);
    if (Libc.epoll_ctl(epoll.intValue(), Libc.EPOLL_CTL_ADD, fd, wanted.address()) == 0) {
      return null;
    }
    // No memory, or the user's share of watches is used up.
    return new LocalFailure(Reason.NO_BUFFER, "epoll: " + Errno.text(Libc.errno()));
  }

  /** Closes a socket, which ends its watch too. */
  void release(int fd) {
    bySocket[fd] = null;
    Libc.close(fd);
  }

  @Override
  public FileDescriptor fd() {
    return epoll;
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    int count = EVENTS;
    for (int round = 0; round < ROUNDS && count == EVENTS && !closed; round++) {
      count = Libc.epoll_wait(epoll.intValue(), happened.address(), EVENTS, 0);
      tellAll(count);
    }
  }

  private void tellAll(int count) {
    for (int i = 0; i < count && !closed; i++) {
      long data = happened.buffer().getLong(i * Libc.EPOLL_EVENT_BYTES + Libc.EPOLL_DATA_OFFSET);
      tell((int) data, (int) (data >>> 32));
    }
  }

  /**
   * An earlier event of the same batch may have closed the socket, and its number be in use anew.
   */
  private void tell(int fd, int ticket) {
    EpollTcpProber prober = bySocket[fd];
    if (prober == null) {
      return;
    }
    try {
      prober.ready(ticket);
    } catch (RuntimeException e) {
      // Ours or the listener's fault; it must not cost the events that came with this one.
      faults.accept(e);
    }
  }

  /** Runs a step of a prober that no event of its socket has begun. */
  void guard(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      faults.accept(e);
    }
  }

  /** Closes every prober and the epoll itself. */
  void end() {
    if (closed) {
      return;
    }
    closed = true;
    for (EpollTcpProber prober : bySocket.clone()) {
      if (prober != null) {
        prober.close();
      }
    }
    registration.cancel();
    Libc.close(epoll.intValue());
  }

  @Override
  public void close() {
    onLoopEnd.run();
  }
}
