package io.kald.agent.advise;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Reads the output of whichever tool wrote it: the reader that understands most of it is right. */
public final class PingFile {
  /** Fewer say nothing about a path. */
  static final int LEAST = 10;

  private static final Set<Integer> CAPTURES =
      Set.of(0xd4c3b2a1, 0xa1b2c3d4, 0x4d3cb2a1, 0xa1b23c4d, 0x0a0d0d0a);

  private PingFile() {}

  /**
   * Reads to the end of {@code in}; does not close it.
   *
   * @param name of the input, for messages
   * @throws UnreadableException when there are no, too few or mixed samples in it
   * @throws IOException from {@code in}
   */
  public static Samples read(InputStream in, String name) throws UnreadableException, IOException {
    BufferedInputStream bytes = new BufferedInputStream(in);
    Charset charset = charset(bytes, name);
    List<LineReader> readers =
        List.of(
            new NumberedReader(),
            new WindowsReader(),
            new IosReader(),
            new FpingReader(),
            new KaldReader());
    try {
      TextLines lines = new TextLines(new BufferedReader(new InputStreamReader(bytes, charset)));
      for (String line = lines.next(); line != null; line = lines.next()) {
        take(readers, line);
      }
      return best(readers, name);
    } catch (Slots.TooManyException e) {
      throw new UnreadableException(name + ": " + e.getMessage() + "; give a part of it");
    } catch (TextLines.EndlessException e) {
      throw new UnreadableException(
          name + ": " + e.getMessage() + "; give the output of ping, or a part of it");
    }
  }

  /**
   * Advice needs an answer: who was never there was not left too early.
   *
   * @param name of the input, for messages
   * @throws UnreadableException when it cannot be given
   */
  public static Advice advise(Samples samples, String name) throws UnreadableException {
    if (samples.sorted().length == 0) {
      throw new UnreadableException(
          name
              + ": none was answered of "
              + samples.count()
              + ": nothing shows that anyone was there");
    }
    return Advice.on(samples);
  }

  private static void take(List<LineReader> readers, String line) {
    String text = line.startsWith("\uFEFF") ? line.substring(1) : line;
    readers.forEach(reader -> reader.line(text));
  }

  private static Samples best(List<LineReader> readers, String name) throws UnreadableException {
    record Read(Set<String> targets, Samples samples) {}
    Read best =
        readers.stream()
            .map(reader -> new Read(reader.targets(), samples(reader)))
            .max(Comparator.comparingInt(read -> read.samples().count()))
            .orElseThrow();
    int count = best.samples().count();
    if (count == 0) {
      throw new UnreadableException(
          name
              + ": no output of ping in it (expected: ping of Linux, BSD, macOS, Windows or Cisco"
              + " IOS, fping, or kald probe -o json)");
    }
    Set<String> targets = best.targets();
    if (targets.size() > 1) {
      throw new UnreadableException(
          name
              + ": answers of "
              + (targets.size() < Targets.MOST ? "" : "at least ")
              + targets.size()
              + " targets are mixed; give those of one");
    }
    if (count < LEAST) {
      throw new UnreadableException(
          name + ": too few samples: " + count + " (expected: " + LEAST + " or more)");
    }
    return best.samples();
  }

  private static Samples samples(LineReader reader) {
    long[] rttNanos = reader.rttNanos();
    return new Samples(reader.format(), reader.exact(), rttNanos);
  }

  /**
   * PowerShell redirects as UTF-16 with a mark; old consoles as anything, all of it ASCII to us.
   */
  private static Charset charset(BufferedInputStream bytes, String name)
      throws IOException, UnreadableException {
    bytes.mark(4);
    byte[] head = bytes.readNBytes(4);
    bytes.reset();
    if (head.length == 4 && CAPTURES.contains(bigEndian(head))) {
      throw new UnreadableException(
          name
              + ": this is a packet capture; kald advise reads one from a file (expected: its name"
              + " in place of -)");
    }
    if (head.length >= 2 && (head[0] == (byte) 0xff && head[1] == (byte) 0xfe)) {
      return StandardCharsets.UTF_16LE;
    }
    if (head.length >= 2 && (head[0] == (byte) 0xfe && head[1] == (byte) 0xff)) {
      return StandardCharsets.UTF_16BE;
    }
    return StandardCharsets.UTF_8;
  }

  private static int bigEndian(byte[] head) {
    return head[0] << 24 | (head[1] & 0xff) << 16 | (head[2] & 0xff) << 8 | (head[3] & 0xff);
  }
}
