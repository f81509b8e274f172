package io.kald.docker.lab;

import io.kald.probe.lab.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Packets as one host sees them, from before the first probe to after the last one. */
final class Capture {
  // deps
  private final Host at;
  private final Host other;
  private final Host peer;
  private final Path file;
  private final Running tcpdump;

  // state
  private boolean ended;

  private Capture(Host at, Host other, Host peer, Running tcpdump) {
    this.at = at;
    this.other = other;
    this.peer = peer;
    this.file = file(at, peer);
    this.tcpdump = tcpdump;
  }

  private static Path file(Host at, Host peer) {
    return at.dir().resolve("wire-" + peer.name() + ".pcap");
  }

  /** Whose probes are in it. */
  Host peer() {
    return peer;
  }

  /**
   * Begins.
   *
   * @param at where
   * @param other with whom packets are exchanged there
   * @param peer the one of the two that is not kald's
   */
  static Capture begin(Host at, Host other, Host peer) {
    Running tcpdump =
        at.start(
            "tcpdump-" + peer.name(),
            "tcpdump",
            "-i",
            "eth0",
            "--immediate-mode",
            "-U",
            "-n",
            "-Z",
            "root",
            "-w",
            file(at, peer).toString(),
            "host",
            other.address());
    tcpdump.await("listening on");
    Capture capture = new Capture(at, other, peer, tcpdump);
    capture.mark();
    return capture;
  }

  /** An audit judges nothing within a second of a capture's first and last packet. */
  private void mark() {
    long before = size();
    at.run("sh", "-c", "ping -c 1 -W 1 %s || [ $? = 1 ]".formatted(other.address()));
    Await.value("the mark is in the capture", this::size, now -> now > before);
  }

  /** Whether it is no more. */
  boolean ended() {
    return ended;
  }

  /** Ends it, unless it has ended, with a last packet that is none of kald's. */
  Path end() {
    if (ended) {
      return file;
    }
    ended = true;
    mark();
    tcpdump.signal("INT");
    tcpdump.awaitEnd();
    return file;
  }

  private long size() {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
