package io.kald.agent.audit;

import io.kald.agent.flow.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Lays each line of the journal beside its packets. A probe on the wire belongs to the line with
 * the same target and source port that is nearest in time and within a second.
 */
final class Pairing {
  /** How far a line and its packet may be apart in time. */
  static final long NEAR = TimeUnit.SECONDS.toNanos(1);

  private static final long SAME_TIME = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long SAME_RTT = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long EDGE = TimeUnit.SECONDS.toNanos(1);

  // deps
  private final CaptureFacts capture;
  private final Findings findings;

  // state
  private final Map<Key, List<Packet>> wire = new HashMap<>();
  private final Set<String> targets = new HashSet<>();
  private final IdentityHashMap<ProbeSeen, String> keepalives = new IdentityHashMap<>();
  private final Nanos sentOff = new Nanos();
  private final Nanos rttOff = new Nanos();
  private long claims;
  private long confirmed;
  private long notOnWire;
  private long unknown;
  private long timeDiffers;
  private long verdictDiffers;
  private long unrecorded;
  private long firstClaim = Long.MAX_VALUE;
  private long lastClaim = Long.MIN_VALUE;

  /** Pairs with the packets of {@code observed}. */
  Pairing(Observed observed, CaptureFacts capture, Findings findings) {
    this.capture = capture;
    this.findings = findings;
    for (Stream stream : observed.streams()) {
      for (ProbeSeen probe : stream.probes()) {
        wire.computeIfAbsent(key(stream, probe), k -> new ArrayList<>()).add(Packet.of(probe));
      }
    }
    for (List<SccpLink> links : observed.phones().values()) {
      for (SccpLink link : links) {
        for (Beat beat : link.beats()) {
          wire.computeIfAbsent(new Key("sccp", Claim.ANY_NODE, 0), k -> new ArrayList<>())
              .add(Packet.of(beat));
        }
      }
    }
    wire.values().forEach(packets -> packets.sort(Comparator.comparingLong(p -> p.sentNanos)));
  }

  private static Key key(Stream stream, ProbeSeen probe) {
    return new Key(stream.key().kind(), stream.key().target(), probe.sourcePort());
  }

  /** Takes all the journal tells, and then what it does not tell. */
  Paired judge(List<Claim> told, long unreadable) {
    for (Claim claim : told) {
      claim(claim);
    }
    wire.forEach(this::unrecorded);
    return new Paired(
        claims,
        confirmed,
        notOnWire,
        unknown,
        timeDiffers,
        verdictDiffers,
        unrecorded,
        unreadable,
        sentOff.rank(0.5),
        sentOff.rank(0.99),
        rttOff.rank(0.5),
        rttOff.rank(0.99));
  }

  /** Which keepalive sent which probe, as far as lines were found for them; by identity. */
  IdentityHashMap<ProbeSeen, String> keepalives() {
    return keepalives;
  }

  private void claim(Claim claim) {
    @Nullable Packet packet =
        nearest(new Key(claim.kind(), claim.asked(), claim.sourcePort()), claim);
    boolean within =
        claim.sentNanos() >= capture.firstNanos() && claim.sentNanos() <= capture.lastNanos();
    if (packet == null && !within) {
      return;
    }
    claims++;
    targets.add(claim.kind() + " " + claim.asked());
    firstClaim = Math.min(firstClaim, claim.sentNanos());
    lastClaim = Math.max(lastClaim, claim.sentNanos());
    if (packet == null) {
      missing(claim);
    } else {
      found(claim, packet);
    }
  }

  private void found(Claim claim, Packet packet) {
    packet.paired = true;
    if (packet.probe != null) {
      keepalives.put(packet.probe, claim.keepalive());
    }
    long off = claim.sentNanos() - packet.sentNanos;
    sentOff.add(Math.abs(off));
    if (Math.abs(off) > SAME_TIME) {
      timeDiffers++;
      tell(
          RuleId.TIME_DIFFERS,
          claim,
          packet.frames,
          "the journal says it left "
              + Span.text(Math.abs(off))
              + (off > 0 ? " later" : " sooner"));
    } else {
      outcome(claim, packet);
    }
  }

  private void outcome(Claim claim, Packet packet) {
    String differs = differs(claim, packet);
    if (differs.isEmpty()) {
      confirmed++;
      if (claim.rttNanos() >= 0 && packet.rttNanos >= 0) {
        rttOff.add(Math.abs(claim.rttNanos() - packet.rttNanos));
      }
    } else if (nearEnd(packet.sentNanos) || capture.dropped() > 0) {
      unknown++;
    } else {
      verdictDiffers++;
      tell(RuleId.VERDICT_DIFFERS, claim, packet.frames, differs);
    }
  }

  /** What the journal and the packets disagree on, or empty. */
  private static String differs(Claim claim, Packet packet) {
    boolean answered = claim.answered();
    if (answered && packet.rttNanos < 0) {
      return "the journal says answered after "
          + Span.text(claim.rttNanos())
          + ", the capture shows no answer";
    }
    if (answered && Math.abs(claim.rttNanos() - packet.rttNanos) > SAME_RTT + packet.rttNanos / 2) {
      return "the journal says answered after "
          + Span.text(claim.rttNanos())
          + ", the capture shows "
          + Span.text(packet.rttNanos);
    }
    boolean inTime = claim.afterNanos() < 0 || packet.rttNanos < claim.afterNanos() - SAME_RTT;
    if (!answered && packet.rttNanos >= 0 && inTime) {
      return "the journal says "
          + claim.outcome()
          + ", the capture shows an answer after "
          + Span.text(packet.rttNanos);
    }
    return claim.outcome().equals("tcp-acked-only") && !packet.tcpAcked
        ? "the journal says that TCP acknowledged it, the capture shows no acknowledgement"
        : "";
  }

  private void missing(Claim claim) {
    if (capture.dropped() > 0 || nearStart(claim.sentNanos()) || nearEnd(claim.sentNanos())) {
      unknown++;
      return;
    }
    notOnWire++;
    tell(
        RuleId.NOT_ON_WIRE,
        claim,
        List.of(),
        "the journal says that it left from port "
            + claim.sourcePort()
            + " and was "
            + claim.outcome()
            + "; no such packet is in the capture");
  }

  private boolean nearStart(long atNanos) {
    return atNanos - capture.firstNanos() < EDGE;
  }

  private boolean nearEnd(long atNanos) {
    return capture.lastNanos() - atNanos < EDGE;
  }

  private @Nullable Packet nearest(Key key, Claim claim) {
    List<Packet> packets = wire.getOrDefault(key, List.of());
    @Nullable Packet nearest = null;
    long least = NEAR;
    for (int i = from(packets, claim.sentNanos() - NEAR); i < packets.size(); i++) {
      Packet packet = packets.get(i);
      if (packet.sentNanos - claim.sentNanos() > least) {
        break;
      }
      long off = Math.abs(packet.sentNanos - claim.sentNanos());
      if (!packet.paired && off <= least) {
        nearest = packet;
        least = off;
      }
    }
    return nearest;
  }

  /** The first packet at or after a time. */
  private static int from(List<Packet> packets, long atNanos) {
    int low = 0;
    int high = packets.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (packets.get(middle).sentNanos < atNanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Probes to targets the journal knows, in the time it covers, that it does not tell of. */
  private void unrecorded(Key key, List<Packet> packets) {
    if (!targets.contains(key.kind + " " + key.target)) {
      return;
    }
    LongPredicate covered = at -> at > firstClaim + EDGE && at < lastClaim - EDGE;
    Set<Long> told = new HashSet<>();
    for (Packet packet : packets) {
      if (!packet.paired && covered.test(packet.sentNanos) && told.add(packet.sentNanos)) {
        unrecorded++;
        findings.add(
            RuleId.UNRECORDED,
            key.kind + " " + key.target,
            packet.sentNanos,
            packet.frames,
            "a probe from port " + key.sourcePort + " of which the journal says nothing");
      }
    }
  }

  private void tell(RuleId rule, Claim claim, List<Long> frames, String text) {
    findings.add(rule, claim.stream(), claim.sentNanos(), frames, text);
  }

  private record Key(String kind, Endpoint target, int sourcePort) {}

  /** A probe or KeepAlive on the wire, and whether a line has been found for it. */
  private static final class Packet {
    private final long sentNanos;
    private final long rttNanos;
    private final boolean tcpAcked;
    private final List<Long> frames;
    private final @Nullable ProbeSeen probe;
    private boolean paired;

    private Packet(
        long sentNanos,
        long rttNanos,
        boolean tcpAcked,
        List<Long> frames,
        @Nullable ProbeSeen probe) {
      this.probe = probe;
      this.sentNanos = sentNanos;
      this.rttNanos = rttNanos;
      this.tcpAcked = tcpAcked;
      this.frames = frames;
    }

    static Packet of(ProbeSeen probe) {
      return new Packet(
          probe.sentNanos(), probe.rttNanos(), probe.answered(), probe.frames(), probe);
    }

    static Packet of(Beat beat) {
      return new Packet(
          beat.sent().atNanos(),
          beat.rttNanos(),
          beat.tcpAcked() != null,
          List.of(beat.sent().frame()),
          null);
    }
  }

  /** Collected spans. */
  private static final class Nanos {
    private long[] values = new long[1024];
    private int count;

    void add(long nanos) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = nanos;
    }

    long rank(double share) {
      return Gaps.rank(Arrays.copyOf(values, count), share);
    }
  }
}
