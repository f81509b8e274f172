package io.kald.agent.witness;

import io.kald.agent.pcap.Content;
import io.kald.agent.pcap.Packet;
import io.kald.probe.IcmpErrors;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * SYNs and echo requests of the last time, each with the first packet that answered it. Unlike
 * exchanges it does not wait for their end. Times are nanoseconds since 1970. Pure but for what it
 * remembers; bounded; confined to one thread.
 */
final class SeenRequests {
  /** No time. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int MOST = 1 << 18;

  /** A request as the wire shows it. */
  static final class Request {
    private final WireKey key;
    private final long atNanos;
    private final int number;
    private @Nullable Request older;
    private long answerNanos;
    private String answer = "";
    private long oddNanos = NEVER;

    private Request(WireKey key, long atNanos, int number, @Nullable Request older) {
      this.key = key;
      this.atNanos = atNanos;
      this.number = number;
      this.older = older;
    }

    long atNanos() {
      return atNanos;
    }

    /** What answered it, for a reader: {@code a SYN-ACK}; empty while nothing has. */
    String answer() {
      return answer;
    }

    /** When that was seen. */
    long answerNanos() {
      return answerNanos;
    }

    /**
     * When the target sent something of another connection, to which TCP of this machine must
     * answer with RST and did not; {@link #NEVER} where that is not so.
     */
    long oddNanos() {
      return oddNanos;
    }

    private void answer(String what, long nanos) {
      if (answer.isEmpty()) {
        answer = what;
        answerNanos = nanos;
      }
    }
  }

  // deps
  private final @Nullable Targets targets;

  // state
  private final Map<WireKey, Request> newest = new HashMap<>();
  private final ArrayDeque<Request> inOrder = new ArrayDeque<>();
  private long completeSinceNanos = Long.MIN_VALUE;

  /** Requests are also entered in {@code targets}, where that is not null. */
  SeenRequests(@Nullable Targets targets) {
    this.targets = targets;
  }

  /** Looks at a packet. */
  void take(Packet packet) {
    if (packet.content() == Content.TCP) {
      segment(packet);
    } else if (packet.content() == Content.ICMP) {
      icmp(packet);
    }
  }

  /** Since when nothing was forgotten for want of room. */
  long completeSinceNanos() {
    return completeSinceNanos;
  }

  /** Forgets requests that were sent before. */
  void forgetBefore(long nanos) {
    for (Request first = inOrder.peek(); first != null && first.atNanos < nanos; ) {
      forget(inOrder.remove());
      first = inOrder.peek();
    }
  }

  void clear() {
    newest.clear();
    inOrder.clear();
  }

  /** The request with that key between two times which is nearest to {@code sentNanos}, or null. */
  @Nullable Request nearest(WireKey key, long sentNanos, long fromNanos, long toNanos) {
    Request nearest = null;
    for (Request one = newest.get(key); one != null; one = one.older) {
      boolean within = one.atNanos >= fromNanos && one.atNanos <= toNanos;
      boolean nearer =
          nearest == null
              || Math.abs(one.atNanos - sentNanos) < Math.abs(nearest.atNanos - sentNanos);
      if (within && nearer) {
        nearest = one;
      }
    }
    return nearest;
  }

  private void segment(Packet segment) {
    int flags = segment.flags() & (Packet.SYN | Packet.ACK | Packet.RST);
    if (flags == Packet.SYN) {
      add(WireKey.toTarget(segment), segment.atNanos(), segment.sequence());
    } else if (flags == (Packet.SYN | Packet.ACK) || flags == (Packet.RST | Packet.ACK)) {
      boolean rst = flags != (Packet.SYN | Packet.ACK);
      boolean answered =
          answered(
              WireKey.fromTarget(segment),
              segment.acknowledgement() - 1,
              rst ? "an RST" : "a SYN-ACK",
              segment.atNanos());
      if (!answered && rst) {
        reset(segment);
      } else if (!answered) {
        odd(segment);
      }
    } else if (flags == Packet.ACK) {
      odd(segment);
    } else if (flags == Packet.RST) {
      reset(segment);
    }
  }

  /** The target's side of a connection that used this port before, and lives on there. */
  private void odd(Packet segment) {
    Request request = newest.get(WireKey.fromTarget(segment));
    if (request != null && request.answer.isEmpty() && request.oddNanos == NEVER) {
      request.oddNanos = segment.atNanos();
    }
  }

  /** TCP of this machine got what is odd, and said so. */
  private void reset(Packet segment) {
    Request request = newest.get(WireKey.toTarget(segment));
    if (request != null) {
      request.oddNanos = NEVER;
    }
  }

  private void icmp(Packet packet) {
    if (packet.isEchoRequest()) {
      add(WireKey.request(packet), packet.atNanos(), packet.echoSequence());
    } else if (packet.isEchoReply()) {
      answered(WireKey.reply(packet), packet.echoSequence(), "a reply", packet.atNanos());
    } else {
      error(packet);
    }
  }

  private void error(Packet packet) {
    Packet about = packet.quoted();
    if (about == null) {
      return;
    }
    int type = packet.icmpType();
    int code = packet.icmpCode();
    String what = IcmpErrors.text(type, code, packet.source());
    if (about.content() == Content.TCP) {
      if (IcmpErrors.of(packet.ipVersion()).isFatalToTcp(type, code)) {
        answered(WireKey.toTarget(about), about.sequence(), what, packet.atNanos());
      }
    } else if (about.isEchoRequest()) {
      answered(WireKey.request(about), about.echoSequence(), what, packet.atNanos());
    }
  }

  private void add(WireKey key, long atNanos, int number) {
    Request before = newest.get(key);
    if (before != null && before.number == number) {
      return; // Sent again, or seen at a second place.
    }
    if (targets != null) {
      targets.add(key);
    }
    if (inOrder.size() == MOST) {
      Request oldest = inOrder.remove();
      completeSinceNanos = oldest.atNanos;
      forget(oldest);
    }
    Request request = new Request(key, atNanos, number, before);
    newest.put(key, request);
    inOrder.add(request);
  }

  private boolean answered(WireKey key, int number, String what, long nanos) {
    for (Request one = newest.get(key); one != null; one = one.older) {
      if (one.number == number) {
        one.answer(what, nanos);
        return true;
      }
    }
    return false;
  }

  private void forget(Request oldest) {
    Request one = newest.get(oldest.key);
    if (one == oldest) {
      newest.remove(oldest.key);
      return;
    }
    while (one != null && one.older != oldest) {
      one = one.older;
    }
    if (one != null) {
      one.older = null;
    }
  }
}
