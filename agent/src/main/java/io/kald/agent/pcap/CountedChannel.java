package io.kald.agent.pcap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Counts what is read from a channel. */
final class CountedChannel implements ReadableByteChannel {
  // deps
  private final ReadableByteChannel channel;

  // state
  private long count;

  CountedChannel(ReadableByteChannel channel) {
    this.channel = channel;
  }

  long count() {
    return count;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int got = channel.read(to);
    count += Math.max(0, got);
    return got;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
