package io.kald.agent.witness;

import io.kald.agent.pcap.CaptureInterface;
import io.kald.agent.pcap.CaptureReader;
import io.kald.agent.pcap.PcapngWriter;
import io.kald.agent.witness.WitnessOptions.Keeping;
import io.kald.probe.Keepalive;
import io.kald.probe.Monitored;
import io.kald.probe.Phone;
import io.kald.probe.PhoneNode;
import io.kald.probe.event.ProbeEvent.Changed;
import io.kald.probe.keepalive.Transition;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The packets around each transition, read back from the ring when they are all there: {@code
 * captures/web-20261121T030000.123Z.pcapng}.
 */
final class Slices {
  private static final Logger log = LoggerFactory.getLogger("io.kald.witness");
  private static final int MOST_WAITING = 256;
  private static final int MOST_AT_ONCE = 32;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** The ring is read for several slices at once, and not at every look. */
  private static final long PAUSE = 2 * SECOND;

  // deps
  private final Keeping keeping;
  private final Ring ring;
  private final List<CaptureInterface> interfaces;
  private final Path directory;

  // state
  private final ArrayDeque<Slice> waiting = new ArrayDeque<>();
  private long nextNanos = Long.MIN_VALUE;
  private long bytes;
  private boolean toldFull;

  Slices(Keeping keeping, Ring ring, List<CaptureInterface> interfaces) {
    this.keeping = keeping;
    this.ring = ring;
    this.interfaces = interfaces;
    this.directory = keeping.directory().resolve("captures");
  }

  /**
   * Notes a transition. What was not known before is no change worth a file.
   *
   * @param atNanos when, nanoseconds since 1970
   * @param address who was asked last, numeric
   */
  void changed(Changed event, long atNanos, String address) {
    Transition change = event.transition();
    if (keeping.slicesBytes() == 0 || !change.counted() || !change.from().known()) {
      return;
    }
    if (waiting.size() >= MOST_WAITING) {
      if (!toldFull) {
        log.warn(
            "witness: more than {} services change at once; some get no capture of their own",
            MOST_WAITING);
      }
      toldFull = true;
      return;
    }
    String words = change.from().word() + " -> " + change.to().word() + ", " + change.reason();
    Slice.Span span =
        new Slice.Span(atNanos, atNanos - keeping.beforeNanos(), atNanos + keeping.afterNanos());
    Monitored one = event.monitored();
    waiting.add(
        Slice.of(
            event.service().name(),
            words,
            span,
            one instanceof Phone ? "" : address,
            ports(one),
            one instanceof Phone phone && phone.spec().tls() == null));
  }

  private static Set<Integer> ports(Monitored one) {
    if (one instanceof Phone phone) {
      return phone.spec().allNodes().stream().map(PhoneNode::port).collect(Collectors.toSet());
    }
    int port = one instanceof Keepalive keepalive ? keepalive.probe().wire().port() : 0;
    return port == 0 ? Set.of() : Set.of(port);
  }

  /** Writes those whose packets are all there. */
  void advance(long nowNanos) throws IOException {
    if (!waiting.isEmpty() && nowNanos >= nextNanos) {
      write(nowNanos - SECOND);
      nextNanos = nowNanos + PAUSE;
    }
  }

  /** Writes all as they are: no more packets will come. */
  void finish() throws IOException {
    while (!waiting.isEmpty()) {
      write(Long.MAX_VALUE);
    }
  }

  /** Bytes of all slices, as far as this run knows. */
  long bytes() {
    return bytes;
  }

  private void write(long overNanos) throws IOException {
    List<Slice> due = new ArrayList<>();
    while (!waiting.isEmpty()
        && due.size() < MOST_AT_ONCE
        && waiting.getFirst().toNanos() <= overNanos) {
      due.add(waiting.removeFirst());
    }
    if (due.isEmpty()) {
      return;
    }
    toldFull = false;
    ring.flush();
    long from = due.stream().mapToLong(Slice::fromNanos).min().orElse(Long.MAX_VALUE);
    for (Path file : ring.since(from)) {
      CaptureReader.read(file, packet -> due.forEach(slice -> slice.offer(packet)));
    }
    Files.createDirectories(directory);
    for (Slice slice : due) {
      write(slice);
    }
    bytes = KeptFiles.makeRoom(directory, "", keeping.slicesBytes());
  }

  private void write(Slice slice) throws IOException {
    Path path =
        KeptFiles.fresh(directory, KeptFiles.fileName(slice.service()) + "-", slice.atNanos());
    String about = "kald: " + slice.service() + " " + slice.words();
    Map<Long, List<String>> notes = SliceNotes.of(slice, interfaces);
    try (var stream = new BufferedOutputStream(Files.newOutputStream(path));
        var out = new PcapngWriter(stream, List.of(about))) {
      for (CaptureInterface at : interfaces) {
        out.addInterface(at);
      }
      long frame = 0;
      for (Slice.Found found : slice.packets()) {
        RawPacket raw = found.raw();
        frame++;
        out.write(
            found.place(),
            raw.atNanos(),
            raw.wireLength(),
            raw.frame(),
            notes.getOrDefault(frame, List.of()));
      }
    }
    log.info("witness: capture of {} kept: {}", slice.service(), path);
  }
}
