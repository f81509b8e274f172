package io.kald.agent.advise;

import io.kald.agent.flow.EchoExchange;
import io.kald.agent.flow.FlowListener;
import io.kald.agent.flow.FlowTable;
import io.kald.agent.flow.Moment;
import io.kald.agent.flow.SccpSeen;
import io.kald.agent.flow.TcpExchange;
import io.kald.agent.pcap.CaptureReader;
import io.kald.sccp.KeepAlive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a capture shows of a path: each KeepAlive of a phone, and each echo. A sample is one
 * transmission, so that a KeepAlive that was sent twice is a loss and an answer; TCP's
 * acknowledgement is the answer. Round trips are those seen where the capture was taken: take it at
 * the phone.
 */
public final class CaptureSamples implements FlowListener {
  // state
  private final SortedMap<String, Series> paths = new TreeMap<>();
  private int count;

  private CaptureSamples() {}

  /**
   * Reads a capture.
   *
   * @return samples by path, those with few among them; empty when it shows no phone and no echo
   * @throws UnreadableException when there are too many
   * @throws IOException when it cannot be read
   */
  public static SortedMap<String, Samples> read(Path capture)
      throws UnreadableException, IOException {
    CaptureSamples samples = new CaptureSamples();
    FlowTable flows = new FlowTable(samples);
    try {
      CaptureReader.read(capture, flows);
      flows.finish();
    } catch (Slots.TooManyException e) {
      throw new UnreadableException(capture + ": " + e.getMessage() + "; give a shorter capture");
    }
    SortedMap<String, Samples> read = new TreeMap<>();
    samples.paths.forEach((path, series) -> read.put(path, series.samples()));
    return read;
  }

  @Override
  public boolean wantsTcp() {
    return false;
  }

  @Override
  public void onTcp(TcpExchange exchange) {
    // Handshakes are too few on a path of phones to say anything about it.
  }

  @Override
  public void onEcho(EchoExchange exchange) {
    if (exchange.request() != null) {
      take("icmp " + exchange.source() + " > " + exchange.target(), exchange.rttNanos());
    }
  }

  @Override
  public void onSccp(SccpSeen message) {
    if (!message.fromPhone() || !(message.message() instanceof KeepAlive)) {
      return;
    }
    String path = "sccp " + message.phone().address() + " > " + message.node();
    Moment sent = message.seen();
    for (Moment again : message.again()) {
      take(path, Samples.LOST);
      sent = again;
    }
    @Nullable Moment acknowledged = message.acknowledged();
    take(path, acknowledged == null ? Samples.LOST : acknowledged.atNanos() - sent.atNanos());
  }

  private void take(String path, long rttNanos) {
    if (++count > Slots.MOST) {
      throw new Slots.TooManyException();
    }
    paths.computeIfAbsent(path, p -> new Series()).add(rttNanos);
  }

  /** Grows as samples come. */
  private static final class Series {
    private long[] rttNanos = new long[16];
    private int count;

    void add(long rtt) {
      if (count == rttNanos.length) {
        rttNanos = Arrays.copyOf(rttNanos, 2 * count);
      }
      rttNanos[count++] = rtt;
    }

    Samples samples() {
      return new Samples("a capture", true, Arrays.copyOf(rttNanos, count));
    }
  }
}
