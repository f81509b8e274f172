package io.kald.probe.tcp;

import io.kald.probe.Egress;
import io.kald.probe.ProbeSpec.TcpSpec;
import io.kald.probe.net.EgressOptions;
import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import io.kald.probe.net.SockAddr;
import io.kald.probe.time.NanoClock;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All TCP probes of one loop behind one epoll descriptor, which is the only thing the loop itself
 * watches. A socket's interest is one-shot: between probes nothing that happens to it wakes the
 * loop.
 */
final class EpollTcpProbers implements TcpProbers, EpollIoHandle {
  private static final Logger LOGGER = LoggerFactory.getLogger(EpollTcpProbers.class);
  private static final int BATCH = 256;

  /** Batches until other work of the loop gets its turn. */
  private static final int ROUNDS = 4;

  private static final int EPOLLONESHOT = 1 << 30;

  // deps
  private final NanoClock clock;
  private final FileDescriptor epoll;
  private final TcpSockets sockets = new TcpSockets();
  private final int kernelPorts = KernelPorts.count();

  // state
  private final OffHeap events = OffHeap.of(BATCH * Libc.EPOLL_EVENT_BYTES);
  private final OffHeap interest = OffHeap.of(Libc.EPOLL_EVENT_BYTES);
  private final Map<OptionsKey, EgressOptions> options = new HashMap<>();
  private @Nullable EpollTcpProber[] byFd = new @Nullable EpollTcpProber[64];
  private @Nullable IoRegistration registration;
  private int keptLeft;

  private record OptionsKey(Egress egress, int family) {}

  private EpollTcpProbers(NanoClock clock, FileDescriptor epoll, int keptSockets) {
    this.clock = clock;
    this.epoll = epoll;
    this.keptLeft = keptSockets;
    interest.buffer().putInt(0, Libc.EPOLLOUT | EPOLLONESHOT);
  }

  static EpollTcpProbers on(IoEventLoop loop, NanoClock clock, int keptSockets) {
    int fd = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
    if (fd < 0) {
      throw new IllegalStateException(Errno.at("epoll_create1", Libc.errno()).detail());
    }
    EpollTcpProbers probers = new EpollTcpProbers(clock, new FileDescriptor(fd), keptSockets);
    loop.register(probers).addListener(future -> probers.watched(future.getNow()));
    return probers;
  }

  private void watched(Object registered) {
    registration = (IoRegistration) registered;
    registration.submit(EpollIoOps.EPOLLIN);
  }

  @Override
  public TcpProber open(TcpSpec spec, String numericAddress, PortListener listener) {
    SockAddr target = SockAddr.parse(numericAddress, spec.port());
    if (target == null) {
      throw new IllegalArgumentException("address: " + numericAddress + " (expected: numeric)");
    }
    EgressOptions egress =
        options.computeIfAbsent(
            new OptionsKey(spec.egress(), target.family()),
            key -> EgressOptions.of(key.egress, key.family));
    SourcePorts ports = new SourcePorts(spec.egress().sourcePorts(), kernelPorts, listener);
    return new EpollTcpProber(this, spec, numericAddress, target, egress, ports);
  }

  void requireOpen() {
    if (!epoll.isOpen()) {
      throw new IllegalStateException("send: the loop's probers are closed");
    }
  }

  long nanoTime() {
    return clock.nanoTime();
  }

  TcpSockets sockets() {
    return sockets;
  }

  /** Waits for the next thing that happens to the socket. */
  void watch(int fd, EpollTcpProber prober, boolean fresh) {
    if (fresh) {
      if (fd >= byFd.length) {
        byFd = Arrays.copyOf(byFd, Math.max(fd + 1, byFd.length * 2));
      }
      byFd[fd] = prober;
    }
    interest.buffer().putLong(Libc.EPOLL_DATA_OFFSET, fd);
    int operation = fresh ? Libc.EPOLL_CTL_ADD : Libc.EPOLL_CTL_MOD;
    if (Libc.epoll_ctl(epoll.intValue(), operation, fd, interest.address()) != 0) {
      // Only lack of memory or of user watches; the probe then ends when its time is over.
      LOGGER.warn("epoll_ctl: {}", Errno.text(Libc.errno()));
    }
  }

  /** Asks for leave to keep a socket between probes. */
  boolean keep() {
    if (keptLeft == 0) {
      return false;
    }
    keptLeft--;
    return true;
  }

  /** A kept socket is kept no longer. */
  void unkeep() {
    keptLeft++;
  }

  /** Closes a socket, which also ends the watch. */
  void closeSocket(int fd) {
    if (fd < byFd.length) {
      byFd[fd] = null;
    }
    Libc.close(fd);
  }

  @Override
  public FileDescriptor fd() {
    return epoll;
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    int count = BATCH;
    for (int round = 0; round < ROUNDS && count == BATCH && epoll.isOpen(); round++) {
      count = Libc.epoll_wait(epoll.intValue(), events.address(), BATCH, 0);
      for (int i = 0; i < count; i++) {
        int at = i * Libc.EPOLL_EVENT_BYTES;
        int fd = (int) events.buffer().getLong(at + Libc.EPOLL_DATA_OFFSET);
        EpollTcpProber prober = byFd[fd];
        if (prober != null) {
          ready(prober);
        }
      }
    }
  }

  private static void ready(EpollTcpProber prober) {
    try {
      prober.ready();
    } catch (RuntimeException e) {
      // A listener's fault; the other probes of the batch have been taken from the kernel already.
      LOGGER.error("a TCP probe's listener failed", e);
    }
  }

  @Override
  public void close() {
    if (!epoll.isOpen()) {
      return;
    }
    for (EpollTcpProber prober : byFd.clone()) {
      if (prober != null) {
        prober.close();
      }
    }
    if (registration != null) {
      registration.cancel();
    }
    try {
      epoll.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
