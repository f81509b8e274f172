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
 * the same target and source port that is nearest in time and within a second; so does a KeepAlive,
 * whose line may lack both. Lines of the same time come first: echoes share one source port, and a
 * line whose packet never left must not take that of the next one.
 */
final class Pairing {
  /** How far a line and its packet may be apart in time. */
  static final long NEAR = OnWire.NEAR_NANOS;

  private static final String TELLER = "the journal";
  private static final String PHONE = "sccp";
  private static final long EDGE = TimeUnit.SECONDS.toNanos(1);
  private static final long SAME_LINE = TimeUnit.MILLISECONDS.toNanos(1);

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
        wire.computeIfAbsent(key(stream, probe), k -> new ArrayList<>())
            .add(new Packet(OnWire.of(probe), probe, null));
      }
    }
    for (List<SccpLink> links : observed.phones().values()) {
      for (SccpLink link : links) {
        for (Beat beat : link.beats()) {
          Packet packet = new Packet(OnWire.of(beat), null, beat);
          wire.computeIfAbsent(key(link), k -> new ArrayList<>()).add(packet);
          wire.computeIfAbsent(new Key(PHONE, Claim.ANY_NODE, 0), k -> new ArrayList<>())
              .add(packet);
        }
      }
    }
    wire.values().forEach(packets -> packets.sort(Comparator.comparingLong(Packet::sentNanos)));
  }

  private static Key key(Stream stream, ProbeSeen probe) {
    return new Key(stream.key().kind(), stream.key().target(), probe.sourcePort());
  }

  private static Key key(SccpLink link) {
    return new Key(PHONE, new Endpoint(link.node().address(), 0), link.phone().port());
  }

  /** Takes all the journal tells, and then what it does not tell. */
  Paired judge(List<Claim> told, long unreadable) {
    List<Claim> others = new ArrayList<>();
    for (Claim claim : told) {
      @Nullable Packet packet = nearest(claim, OnWire.SAME_TIME_NANOS);
      if (packet == null) {
        others.add(claim);
      } else {
        claim(claim, packet);
      }
    }
    for (Claim claim : others) {
      claim(claim, nearest(claim, NEAR));
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

  private void claim(Claim claim, @Nullable Packet packet) {
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
    packet.told = claim;
    if (packet.probe != null) {
      keepalives.put(packet.probe, claim.keepalive());
    }
    sentOff.add(Math.abs(claim.sentNanos() - packet.sentNanos()));
    String otherTime = packet.seen.differsInTime(claim, TELLER);
    if (!otherTime.isEmpty()) {
      timeDiffers++;
      tell(RuleId.TIME_DIFFERS, claim, packet.seen.frames(), otherTime);
    } else {
      outcome(claim, packet);
    }
  }

  private void outcome(Claim claim, Packet packet) {
    OnWire seen = packet.seen;
    String differs = seen.differs(claim, TELLER);
    if (differs.isEmpty()) {
      confirmed++;
      if (claim.rttNanos() >= 0 && seen.rttNanos() >= 0) {
        rttOff.add(Math.abs(claim.rttNanos() - seen.rttNanos()));
      }
    } else if (nearEnd(seen.sentNanos()) || capture.dropped() > 0 || !packet.certain()) {
      unknown++;
    } else {
      verdictDiffers++;
      tell(RuleId.VERDICT_DIFFERS, claim, seen.frames(), differs);
    }
  }

  private void missing(Claim claim) {
    boolean atAnEnd = nearStart(claim.sentNanos()) || nearEnd(claim.sentNanos());
    if (capture.dropped() > 0 || atAnEnd || heldBack(claim)) {
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

  private boolean heldBack(Claim claim) {
    List<Packet> packets = packets(claim);
    int next = from(packets, claim.sentNanos());
    @Nullable Beat before = next == 0 ? null : packets.get(next - 1).beat;
    boolean named = !claim.asked().equals(Claim.ANY_NODE);
    return before != null && named && before.holdsBackAt(claim.sentNanos());
  }

  private List<Packet> packets(Claim claim) {
    return wire.getOrDefault(new Key(claim.kind(), claim.asked(), claim.sourcePort()), List.of());
  }

  private boolean nearStart(long atNanos) {
    return atNanos - capture.firstNanos() < EDGE;
  }

  private boolean nearEnd(long atNanos) {
    return capture.lastNanos() - atNanos < EDGE;
  }

  private @Nullable Packet nearest(Claim claim, long within) {
    List<Packet> packets = packets(claim);
    @Nullable Packet nearest = null;
    long least = within;
    for (int i = from(packets, claim.sentNanos() - within); i < packets.size(); i++) {
      Packet packet = packets.get(i);
      if (packet.sentNanos() - claim.sentNanos() > least) {
        break;
      }
      long off = distance(packet, claim);
      if (packet.isFor(claim) && off <= least) {
        nearest = packet;
        least = off;
      }
    }
    return nearest;
  }

  /**
   * How far they are apart. A phone's links send KeepAlives at the same moment and a journal may
   * not tell their ports: one of another outcome comes after all others of that moment.
   */
  private static long distance(Packet packet, Claim claim) {
    long off = Math.abs(packet.sentNanos() - claim.sentNanos());
    boolean other = packet.probe == null && !packet.seen.differs(claim, TELLER).isEmpty();
    return other && off <= OnWire.SAME_TIME_NANOS ? off + OnWire.SAME_TIME_NANOS : off;
  }

  /** The first packet at or after a time. */
  private static int from(List<Packet> packets, long atNanos) {
    int low = 0;
    int high = packets.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (packets.get(middle).sentNanos() < atNanos) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Probes to targets the journal knows, in the time it covers, that it does not tell of. */
  private void unrecorded(Key key, List<Packet> packets) {
    // KeepAlives of other phones are in the capture as well, and nothing tells them from kald's.
    if (key.kind.equals(PHONE) || !targets.contains(key.kind + " " + key.target)) {
      return;
    }
    LongPredicate covered = at -> at > firstClaim + EDGE && at < lastClaim - EDGE;
    Set<Long> told = new HashSet<>();
    for (Packet packet : packets) {
      if (packet.told == null && covered.test(packet.sentNanos()) && told.add(packet.sentNanos())) {
        unrecorded++;
        findings.add(
            RuleId.UNRECORDED,
            key.kind + " " + key.target,
            packet.sentNanos(),
            packet.seen.frames(),
            "a probe from port " + key.sourcePort + " of which the journal says nothing");
      }
    }
  }

  private void tell(RuleId rule, Claim claim, List<Long> frames, String text) {
    findings.add(rule, claim.stream(), claim.sentNanos(), frames, text);
  }

  private record Key(String kind, Endpoint target, int sourcePort) {}

  /**
   * A probe or KeepAlive on the wire, and the line that was found for it.
   *
   * <p>{@code probe} is null for a KeepAlive, {@code beat} for a probe.
   */
  private static final class Packet {
    private final OnWire seen;
    private final @Nullable ProbeSeen probe;
    private final @Nullable Beat beat;
    private @Nullable Claim told;

    private Packet(OnWire seen, @Nullable ProbeSeen probe, @Nullable Beat beat) {
      this.seen = seen;
      this.probe = probe;
      this.beat = beat;
    }

    /**
     * Whether it may be that of this line. The lines of a KeepAlive that is answered after it was
     * given up are two, of one time, which are dated by two readings of the clocks.
     */
    boolean isFor(Claim claim) {
      @Nullable Claim first = told;
      return first == null
          || (claim.kind().equals(PHONE)
              && claim.answered()
              && first.keepalive().equals(claim.keepalive())
              && Math.abs(first.sentNanos() - claim.sentNanos()) <= SAME_LINE);
    }

    /** Whether packets show for certain what came of it. */
    boolean certain() {
      return beat == null || beat.certain();
    }

    long sentNanos() {
      return seen.sentNanos();
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
