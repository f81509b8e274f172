package io.kald.agent.simulate;

import io.kald.agent.text.Counted;
import io.kald.probe.net.Loops;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Switches the faults of one node. Confined to the cluster's desk thread, which waits for the
 * node's loop; never used on that loop.
 */
final class NodeFaults implements AutoCloseable {
  /** What may wait for a phone that does not read; {@link Link} ends its connection beyond. */
  static final int MOST_UNSENT_BYTES = 64 * 1024;

  private static final int BACKLOG = 16_384;
  private static final int READ_BYTES = 2048;
  private static final int READS_IN_A_ROW = 4;

  /** Whatever one phone sends, the others have their turn after 8 KiB. */
  private static final RecvByteBufAllocator READS =
      new FixedRecvByteBufAllocator(READ_BYTES).maxMessagesPerRead(READS_IN_A_ROW);

  private static final WriteBufferWaterMark UNSENT =
      new WriteBufferWaterMark(MOST_UNSENT_BYTES / 2, MOST_UNSENT_BYTES);

  // deps
  private final NodeServer node;
  private final Loops loops;

  // state
  private @Nullable Channel listener;
  private volatile @Nullable CountDownLatch hanging;
  private boolean closed;

  NodeFaults(NodeServer node, Loops loops) {
    this.node = node;
    this.loops = loops;
  }

  /**
   * Listens.
   *
   * @throws IllegalStateException with a message for the user, when the address cannot be had
   */
  void listen(InetSocketAddress at) {
    Class<? extends ServerChannel> type =
        loops.epoll() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    ChannelFuture bound =
        new ServerBootstrap()
            .group(node.loop())
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, READS)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
            .childHandler(node.initializer())
            .bind(at)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IllegalStateException(
          node.name() + " cannot listen on " + at + ": " + bound.cause().getMessage());
    }
    listener = bound.channel();
    node.address((InetSocketAddress) bound.channel().localAddress());
  }

  /**
   * Puts a fault in force.
   *
   * @throws IllegalStateException with a message for the user, when this machine cannot do it
   */
  void change(Fault next) {
    if (next.kind().act()) {
      act(next);
      return;
    }
    if (next.kind() == Fault.Kind.DROP && !loops.epoll()) {
      throw new IllegalStateException(
          "drop cannot be done here: it filters sockets. " + why(loops));
    }
    recover();
    node.event("fault: " + next);
    switch (next.kind()) {
      case HANG -> hang(next);
      case STOP, KILL -> die(next);
      case DROP -> breakPath(next);
      default -> node.fault(next);
    }
  }

  /** The last of what is missing says why. */
  private static String why(Loops loops) {
    List<String> missing = loops.missing();
    return missing.isEmpty() ? "" : missing.get(missing.size() - 1);
  }

  /** Everything is as it should be afterwards. */
  private void recover() {
    wake();
    Channel open = listener;
    if (open == null) {
      listen(node.address());
    } else if (node.fault().kind() == Fault.Kind.DROP) {
      PathFilter.detach(open);
      onLoop(() -> each(link -> PathFilter.detach(link.channel())));
    }
    node.fault(Fault.NONE);
    onLoop(
        () -> {
          node.sendHeld();
          return true;
        });
  }

  private void act(Fault next) {
    node.event("fault: " + next);
    Runnable task =
        next.kind() == Fault.Kind.RESET
            ? () -> each(link -> link.reset(next.reset()))
            : () -> each(NodeFaults::throttle);
    // A node that hangs does it when it hangs no more.
    node.run(task);
    if (hanging == null) {
      onLoop(() -> true);
    }
  }

  private static void throttle(Link link) {
    if (link.registered()) {
      link.throttled();
    }
  }

  private void hang(Fault next) {
    CountDownLatch resume = new CountDownLatch(1);
    CountDownLatch reached = new CountDownLatch(1);
    hanging = resume;
    node.fault(next);
    node.run(
        () -> {
          reached.countDown();
          await(resume);
        });
    await(reached);
  }

  private void wake() {
    CountDownLatch resume = hanging;
    if (resume != null) {
      resume.countDown();
      hanging = null;
    }
  }

  private void die(Fault next) {
    node.fault(next);
    closeListener();
    int forgotten = onLoop(() -> node.die(next.kind() == Fault.Kind.KILL));
    node.event(
        "is gone, and "
            + Counted.of(forgotten, "registered phone is", "registered phones are")
            + " forgotten");
  }

  private void breakPath(Fault next) {
    Channel open = listener;
    if (open != null) {
      PathFilter.attach(open);
    }
    onLoop(
        () -> {
          node.fault(next);
          return each(link -> PathFilter.attach(link.channel()));
        });
  }

  private boolean each(Consumer<Link> action) {
    List.copyOf(node.links()).forEach(action);
    return true;
  }

  private void closeListener() {
    if (listener != null) {
      listener.close().awaitUninterruptibly();
      listener = null;
    }
  }

  private <T> T onLoop(Callable<T> task) {
    var done = node.loop().submit(task).awaitUninterruptibly();
    if (!done.isSuccess()) {
      throw new IllegalStateException(
          "the fault cannot be switched: " + done.cause().getMessage(), done.cause());
    }
    return done.getNow();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends whatever the node does, once. Any thread, when the desk has ended. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    wake();
    closeListener();
    onLoop(() -> node.die(false));
    loops.close();
  }
}
