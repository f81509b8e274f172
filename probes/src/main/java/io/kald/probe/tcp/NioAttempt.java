package io.kald.probe.tcp;

import io.kald.probe.Prober.ResultListener;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One handshake on a JDK channel, watched by the loop. */
final class NioAttempt implements NioIoHandle {
  private static final Logger LOGGER = LoggerFactory.getLogger(NioAttempt.class);

  // deps
  private final NioTcpProber prober;
  private final SocketChannel channel;
  private final ResultListener listener;

  // state
  private @Nullable IoRegistration registration;

  NioAttempt(NioTcpProber prober, SocketChannel channel, ResultListener listener) {
    this.prober = prober;
    this.channel = channel;
    this.listener = listener;
  }

  void watch(IoEventLoop loop) {
    loop.register(this).addListener(future -> watched((IoRegistration) future.getNow()));
  }

  private void watched(IoRegistration made) {
    registration = made;
    made.submit(NioIoOps.CONNECT);
  }

  /** The connection is made; from now on the loop tells when the target closes it. */
  void awaitClose() {
    if (registration != null) {
      registration.submit(NioIoOps.READ);
    }
  }

  /** Whether the target has reset a connection that was made. */
  boolean wasReset() {
    try {
      int count = channel.read(ByteBuffer.allocate(64));
      if (count < 0 && registration != null) {
        registration.submit(NioIoOps.NONE); // FIN: the channel stays readable.
      }
      return false;
    } catch (IOException e) {
      return NioFailures.isReset(e);
    }
  }

  SocketChannel channel() {
    return channel;
  }

  ResultListener listener() {
    return listener;
  }

  @Override
  public SelectableChannel selectableChannel() {
    return channel;
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    prober.ready(this);
  }

  /** Ends the watch and the connection, with a reset or nothing at all when {@code abort}. */
  void end(boolean abort) {
    if (registration != null) {
      registration.cancel();
    }
    try (channel) {
      if (abort && channel.isOpen()) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException e) {
      LOGGER.debug("close of a socket that is done with", e);
    }
  }

  @Override
  public void close() {
    end(true); // The loop ends.
  }
}
