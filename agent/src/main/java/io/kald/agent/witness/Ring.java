package io.kald.agent.witness;

import io.kald.agent.pcap.CaptureInterface;
import io.kald.agent.pcap.PcapngWriter;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All captured packets in files that follow one another, the oldest of which make room for the
 * newest: {@code kald-20261121T030000.123Z.pcapng}.
 */
final class Ring implements Closeable {
  private static final String PREFIX = "kald-";
  private static final int BUFFER = 1 << 16;

  /** A file of this run. */
  private record Begun(Path path, long atNanos) {}

  // deps
  private final Path directory;
  private final long fileBytes;
  private final long totalBytes;
  private final List<CaptureInterface> interfaces;

  // state
  private final List<Begun> begun = new ArrayList<>();
  private @Nullable PcapngWriter out;
  private long finishedBytes;

  Ring(WitnessOptions.Keeping keeping, List<CaptureInterface> interfaces) {
    this.directory = keeping.directory();
    this.fileBytes = keeping.fileBytes();
    this.totalBytes = keeping.totalBytes();
    this.interfaces = interfaces;
  }

  /** Writes a packet of the interface at that place. */
  void write(int place, RawPacket packet) throws IOException {
    PcapngWriter to = out;
    if (to == null || to.written() >= fileBytes) {
      to = next(packet.atNanos());
    }
    to.write(place, packet.atNanos(), packet.wireLength(), packet.frame(), List.of());
  }

  /** Makes what was written readable for others. */
  void flush() throws IOException {
    if (out != null) {
      out.flush();
    }
  }

  /** Bytes of all files. */
  long bytes() {
    return finishedBytes + (out == null ? 0 : out.written());
  }

  /** The files of this run that may hold packets of that time or later, oldest first. */
  List<Path> since(long fromNanos) {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < begun.size(); i++) {
      boolean over = i + 1 < begun.size() && begun.get(i + 1).atNanos < fromNanos;
      if (!over && Files.exists(begun.get(i).path)) {
        files.add(begun.get(i).path);
      }
    }
    return files;
  }

  @Override
  public void close() throws IOException {
    PcapngWriter last = out;
    out = null;
    if (last != null) {
      last.close();
    }
  }

  private PcapngWriter next(long atNanos) throws IOException {
    close();
    Files.createDirectories(directory);
    finishedBytes = KeptFiles.makeRoom(directory, PREFIX, totalBytes - fileBytes);
    begun.removeIf(file -> !Files.exists(file.path));
    Path path = KeptFiles.fresh(directory, PREFIX, atNanos);
    PcapngWriter to =
        new PcapngWriter(new BufferedOutputStream(Files.newOutputStream(path), BUFFER), List.of());
    for (CaptureInterface at : interfaces) {
      to.addInterface(at);
    }
    begun.add(new Begun(path, atNanos));
    out = to;
    return to;
  }
}
