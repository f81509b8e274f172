package io.kald.probe.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What goes over one interface of a namespace, by tcpdump. */
public final class Capture implements AutoCloseable {
  private static final int MARKER_PORT = 9;
  private static final Duration DEADLINE = Duration.ofSeconds(15);

  private final Netns netns;
  private final String markerAddress;
  private final Path file;
  private final Process tcpdump;

  private Capture(Netns netns, String markerAddress, Path file, Process tcpdump) {
    this.netns = netns;
    this.markerAddress = markerAddress;
    this.file = file;
    this.tcpdump = tcpdump;
  }

  /** Captures on the loopback. */
  public static Capture onLoopback(Netns netns, String filter) {
    return on(netns, "lo", "127.0.0.1", filter);
  }

  /**
   * Captures, from the moment this returns.
   *
   * @param markerAddress where a datagram leaves by that interface whatever becomes of it: the
   *     loopback's own address, or a cable's broadcast address
   * @param filter as tcpdump wants it
   */
  public static Capture on(Netns netns, String device, String markerAddress, String filter) {
    try {
      Path file = Files.createTempFile("kald-capture", ".pcap");
      String all = "(" + filter + ") or udp port " + MARKER_PORT;
      Process tcpdump =
          netns.start(
              "tcpdump",
              "-Z",
              "root",
              "-U",
              "--immediate-mode",
              "-i",
              device,
              "-w",
              file.toString(),
              all);
      BufferedReader says =
          new BufferedReader(
              new InputStreamReader(tcpdump.getInputStream(), StandardCharsets.UTF_8));
      for (String line = says.readLine(); ; line = says.readLine()) {
        if (line == null) {
          throw new IllegalStateException("tcpdump ended: " + tcpdump.waitFor());
        }
        if (line.contains("listening on")) {
          return new Capture(netns, markerAddress, file, tcpdump);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Everything up to now, once at least {@code expected} packets are there; fails after 15 s. */
  public List<Packet> packets(int expected) {
    Await.value(expected + " packets", DEADLINE, this::real, seen -> seen.size() >= expected);
    long markers = markers();
    netns.call(this::mark);
    // What was on the wire before the marker is in the file before it.
    Await.value("the marker", DEADLINE, this::markers, now -> now > markers);
    return real();
  }

  private boolean mark() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setBroadcast(true);
      InetAddress address = InetAddress.getByName(markerAddress);
      socket.send(new DatagramPacket(new byte[1], 1, address, MARKER_PORT));
      return true;
    }
  }

  private long markers() {
    return all().stream().filter(Capture::isMarker).count();
  }

  private List<Packet> real() {
    // The port unreachable that answers a marker is no traffic of the test either.
    return all().stream().filter(p -> !isMarker(p)).toList();
  }

  private static boolean isMarker(Packet packet) {
    return packet.targetPort() == MARKER_PORT;
  }

  private List<Packet> all() {
    try {
      return Packet.readAll(ByteBuffer.wrap(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    tcpdump.destroy();
    try {
      if (!tcpdump.waitFor(5, TimeUnit.SECONDS)) {
        tcpdump.destroyForcibly();
      }
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
