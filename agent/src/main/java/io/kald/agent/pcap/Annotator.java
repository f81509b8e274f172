package io.kald.agent.pcap;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Copies a capture of any kind to pcapng and comments on some of its packets. */
public final class Annotator {
  // deps
  private final PcapngWriter out;
  private final Map<Long, String> comments;

  // state
  private final Map<Integer, Integer> interfaces = new HashMap<>();

  private Annotator(PcapngWriter out, Map<Long, String> comments) {
    this.out = out;
    this.comments = comments;
  }

  /**
   * Copies a capture; packets and the file keep the comments they have.
   *
   * @param source read twice, so it must be a file
   * @param target replaced if it exists
   * @param comments by the number of the packet, from 1
   * @return what the source held; its damage is not copied
   * @throws UnreadableCaptureException if the source is not a capture
   * @throws IOException if one cannot be read or the other not written, or both are the same file
   */
  public static CaptureSummary annotate(Path source, Path target, Map<Long, String> comments)
      throws IOException {
    if (Files.exists(target) && Files.isSameFile(source, target)) {
      throw new IOException(target + ": is the capture that is to be copied; name another file");
    }
    // The comments of the file come before its packets, but some are only found behind them.
    CaptureSummary summary = CaptureReader.read(source, packet -> {});
    try (var stream = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16);
        var out = new PcapngWriter(stream, summary.comments())) {
      var annotator = new Annotator(out, comments);
      return CaptureReader.read(source, annotator::copy);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void copy(Packet packet) {
    try {
      Integer known = interfaces.get(packet.interfaceId());
      int id = known == null ? describe(packet) : known;
      out.write(id, packet, commentsOn(packet));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int describe(Packet packet) throws IOException {
    int id = out.addInterface(packet.captureInterface());
    interfaces.put(packet.interfaceId(), id);
    return id;
  }

  private List<String> commentsOn(Packet packet) {
    List<String> own = packet.comments();
    String more = comments.get(packet.frame());
    if (more == null) {
      return own;
    }
    List<String> all = new ArrayList<>(own);
    all.add(more);
    return all;
  }
}
