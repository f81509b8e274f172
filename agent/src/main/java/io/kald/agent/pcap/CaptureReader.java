package io.kald.agent.pcap;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads captures of every kind: pcap with micro- or nanoseconds, pcapng, both in either byte order,
 * packed with gzip or not. A damaged capture is read up to the damage, which the summary names.
 */
public final class CaptureReader {
  private static final int GZIP_MAGIC = 0x1F8B;
  private static final int MAGIC_LENGTH = 4;
  private static final int UNPACK_BUFFER = 1 << 16;

  private CaptureReader() {}

  /**
   * Whether a file begins as a capture does, or as what gzip has packed.
   *
   * @throws IOException if it cannot be read
   */
  public static boolean looksLikeCapture(Path file) throws IOException {
    byte[] begin;
    try (InputStream in = Files.newInputStream(file)) {
      begin = in.readNBytes(MAGIC_LENGTH);
    }
    if (begin.length < MAGIC_LENGTH) {
      return false;
    }
    int magic = ByteBuffer.wrap(begin).getInt();
    int swapped = Integer.reverseBytes(magic);
    return magic >>> 16 == GZIP_MAGIC
        || magic == NgReader.SECTION
        || magic == PcapReader.MICROS
        || magic == PcapReader.NANOS
        || swapped == PcapReader.MICROS
        || swapped == PcapReader.NANOS;
  }

  /**
   * Reads a file.
   *
   * @throws UnreadableCaptureException if it is not a capture
   * @throws IOException if it cannot be read
   */
  public static CaptureSummary read(Path file, PacketHandler handler) throws IOException {
    return read(file, handler, Progress.NONE);
  }

  /**
   * Reads a file and tells how far it is.
   *
   * @throws UnreadableCaptureException if it is not a capture
   * @throws IOException if it cannot be read
   */
  public static CaptureSummary read(Path file, PacketHandler handler, Progress progress)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      var counted = new CountedChannel(channel);
      return read(counted, handler, () -> progress.onProgress(counted.count(), size));
    }
  }

  /**
   * Reads a stream to its end, without closing it.
   *
   * @throws UnreadableCaptureException if it is not a capture
   * @throws IOException if it cannot be read
   */
  public static CaptureSummary read(InputStream stream, PacketHandler handler) throws IOException {
    return read(Channels.newChannel(stream), handler, () -> {});
  }

  private static CaptureSummary read(
      ReadableByteChannel channel, PacketHandler handler, Runnable moved) throws IOException {
    var blocks = new Blocks(channel, moved);
    int magic = magic(blocks);
    if (magic >>> 16 != GZIP_MAGIC) {
      return read(blocks, magic, false, handler);
    }
    InputStream packed =
        new SequenceInputStream(
            new ByteArrayInputStream(blocks.taken()), Channels.newInputStream(channel));
    var inner = new Blocks(Channels.newChannel(unpacked(packed)), moved);
    return read(inner, magic(inner), true, handler);
  }

  // Not closed: it holds nothing of the system's, and the stream below belongs to the caller.
  private static InputStream unpacked(InputStream packed) throws IOException {
    try {
      return new GZIPInputStream(packed, UNPACK_BUFFER);
    } catch (ZipException | EOFException e) {
      throw new UnreadableCaptureException(
          "looks packed with gzip, but cannot be unpacked: " + e.getMessage());
    }
  }

  private static int magic(Blocks blocks) throws IOException {
    if (!blocks.has(MAGIC_LENGTH)) {
      throw new UnreadableCaptureException(
          blocks.hasRest() ? "too short to be a capture" : "empty: there is no capture in it");
    }
    return blocks.bytes().getInt(blocks.at());
  }

  private static CaptureSummary read(
      Blocks blocks, int magic, boolean packed, PacketHandler handler) throws IOException {
    var findings = new Findings();
    int swapped = Integer.reverseBytes(magic);
    if (magic == NgReader.SECTION) {
      new NgReader(blocks, findings, handler).read();
    } else if (magic == PcapReader.MICROS || magic == PcapReader.NANOS) {
      boolean nanos = magic == PcapReader.NANOS;
      new PcapReader(blocks, ByteOrder.BIG_ENDIAN, nanos, findings, handler).read();
    } else if (swapped == PcapReader.MICROS || swapped == PcapReader.NANOS) {
      boolean nanos = swapped == PcapReader.NANOS;
      new PcapReader(blocks, ByteOrder.LITTLE_ENDIAN, nanos, findings, handler).read();
    } else {
      throw new UnreadableCaptureException(
          String.format(Locale.ROOT, "not a pcap or pcapng capture: begins with %08x", magic));
    }
    if (blocks.torn()) {
      findings.damaged(
          blocks.offset(), "the file is packed with gzip and cannot be unpacked further");
    }
    return findings.summary(packed, blocks.offset());
  }
}
