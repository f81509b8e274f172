package io.kald.agent.flow;

import io.kald.agent.pcap.Packet;
import io.kald.sccp.SccpDecodeException;
import io.kald.sccp.SccpFrame;
import io.kald.sccp.SccpFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one side of a connection says in SCCP. Segments out of order wait until the gap is filled,
 * the other side acknowledges what the capture misses, or too many wait; then the next message is
 * looked for.
 */
final class SccpStream {
  private static final int MOST_HELD = 16;
  private static final int MOST_HELD_BYTES = 1 << 16;

  /** More messages than any window holds; the oldest is then told without acknowledgement. */
  private static final int MOST_SENT = 256;

  /** Takes what becomes of the side's bytes. */
  interface Ear {
    /** A message is whole; it waits for its acknowledgement now. */
    void sent(SccpMessageSent message);

    /** It was acknowledged by that packet, or, where that is null, nobody waits for it longer. */
    void over(SccpMessageSent message, @Nullable Packet by);

    /** These bytes cannot be read, or not before others that are missing. */
    void unread(Moment at);
  }

  // deps
  private final Tally tally;
  private final Ear ear;

  // state
  private SccpFrames frames = new SccpFrames();
  private boolean begun;
  private boolean lost;
  private int expected;
  private @Nullable ByteBuf partial;
  private final ArrayDeque<SccpMessageSent> sent = new ArrayDeque<>(4);
  private @Nullable List<HeldSegment> held;

  SccpStream(Tally tally, Ear ear) {
    this.tally = tally;
    this.ear = ear;
  }

  /** The side's SYN was seen: its first byte is that of a message. */
  void begin(int sequence) {
    begun = true;
    expected = sequence + 1;
  }

  /**
   * Takes the payload of a segment.
   *
   * @param bytes a view on the window that holds the packet; its indices are moved
   */
  void data(Packet packet, ByteBuf bytes) {
    int sequence = packet.sequence();
    if (!begun) {
      begun = true;
      lost = true;
      expected = sequence;
    }
    int ahead = sequence - expected;
    if (ahead < 0) {
      repeated(packet);
    }
    bytes.setIndex(packet.payload(), packet.payload() + packet.payloadCaptured());
    if (ahead > 0) {
      hold(packet, bytes);
    } else {
      var seen = new Moment(packet.frame(), packet.atNanos());
      take(sequence, packet.payloadLength(), bytes, seen);
      release();
    }
    while (sent.size() > MOST_SENT) {
      ear.over(sent.remove(), null);
    }
  }

  /** Takes an acknowledgement of the other side. */
  void acknowledged(Packet packet) {
    int acknowledgement = packet.acknowledgement();
    List<HeldSegment> waiting = held;
    if (waiting != null && acknowledgement - waiting.get(0).sequence() >= 0) {
      giveUpGap();
    }
    for (var first = sent.peek(); first != null; first = sent.peek()) {
      if (acknowledgement - first.end < 0) {
        return;
      }
      ear.over(sent.remove(), packet);
    }
  }

  /** The connection is over: tells what was never acknowledged. */
  void end() {
    while (held != null) {
      giveUpGap();
    }
    while (!sent.isEmpty()) {
      ear.over(sent.remove(), null);
    }
  }

  private void repeated(Packet packet) {
    int sequence = packet.sequence();
    for (SccpMessageSent message : sent) {
      int last = message.end - 1;
      if (last - sequence >= 0 && last - (sequence + packet.payloadLength()) < 0) {
        message.addAgain(new Moment(packet.frame(), packet.atNanos()));
      }
    }
  }

  private void hold(Packet packet, ByteBuf bytes) {
    List<HeldSegment> waiting = held == null ? new ArrayList<>(2) : held;
    held = waiting;
    var seen = new Moment(packet.frame(), packet.atNanos());
    ear.unread(seen);
    waiting.add(
        new HeldSegment(
            packet.sequence(), packet.payloadLength(), Unpooled.copiedBuffer(bytes), seen));
    waiting.sort(Comparator.comparingInt(segment -> segment.sequence() - expected));
    int total = waiting.stream().mapToInt(segment -> segment.payload().readableBytes()).sum();
    if (waiting.size() > MOST_HELD || total > MOST_HELD_BYTES) {
      giveUpGap();
    }
  }

  /** What is missing will not come any more. */
  private void giveUpGap() {
    if (held != null) {
      lose();
      expected = held.get(0).sequence();
      release();
    }
  }

  /** Takes held segments as far as nothing is missing. */
  private void release() {
    List<HeldSegment> waiting = held;
    while (waiting != null && waiting.get(0).sequence() - expected <= 0) {
      HeldSegment first = waiting.remove(0);
      take(first.sequence(), first.length(), first.payload(), first.seen());
      waiting = waiting.isEmpty() ? null : waiting;
      held = waiting;
    }
  }

  /** Takes the bytes of a segment from the expected one on. */
  private void take(int sequence, int length, ByteBuf bytes, Moment seen) {
    int end = sequence + length;
    if (end - expected <= 0) {
      return;
    }
    int missing = length - bytes.readableBytes();
    bytes.skipBytes(Math.min(bytes.readableBytes(), expected - sequence));
    expected = end - missing;
    read(bytes, seen);
    if (missing > 0) {
      expected = end;
      ear.unread(seen);
      lose();
    }
  }

  private void read(ByteBuf bytes, Moment seen) {
    int before = bytes.readableBytes();
    if (lost && !SccpHeaders.seek(bytes)) {
      tally.sccpSkipped += before;
      ear.unread(seen);
      return;
    }
    if (lost) {
      tally.sccpSkipped += before - bytes.readableBytes();
      lost = false;
      frames = new SccpFrames();
    }
    ByteBuf waiting = partial;
    if (waiting == null) {
      frames(bytes, seen);
      partial = bytes.isReadable() ? Unpooled.copiedBuffer(bytes) : null;
    } else {
      frames(waiting.discardReadBytes().writeBytes(bytes), seen);
      partial = waiting.isReadable() ? waiting : null;
    }
  }

  private void frames(ByteBuf in, Moment seen) {
    int readable = in.readableBytes();
    try {
      for (SccpFrame frame = frames.next(in); frame != null; frame = frames.next(in)) {
        readable = in.readableBytes();
        tally.sccp++;
        var message = new SccpMessageSent(frame.message(), seen, expected - readable);
        sent.add(message);
        ear.sent(message);
      }
    } catch (SccpDecodeException e) {
      // Not hidden: counted, and the next message is looked for.
      tally.sccpSkipped += readable;
      ear.unread(seen);
      lose();
    }
  }

  private void lose() {
    if (partial != null) {
      tally.sccpSkipped += partial.readableBytes();
      partial = null;
    }
    if (!lost) {
      tally.sccpResyncs++;
    }
    lost = true;
  }
}
