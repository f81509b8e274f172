package io.kald.agent.trace;

import io.kald.agent.text.TextInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The trace files of one node, in the order of their names.
 *
 * @param node as it was named, or what the names of its files have in common
 */
record TraceStream(String node, List<Path> files) {
  private static final int BUFFER = 1 << 16;
  private static final int MAX_LINE = 1 << 16;

  /** {@code cucm1_00000001.txt.gz}: what comes before the running number names the node. */
  private static final Pattern NUMBERED =
      Pattern.compile("(.*?)(?:[-_.]\\d+|\\d{6,})?(?:\\.(?:txt|log|out))?(?:\\.gz)?");

  /**
   * The files meant by a word of the command line: {@code FILE}, {@code DIRECTORY}, or {@code
   * NODE=} either of both. A directory is one node if NODE is given, else its files go by their
   * names.
   */
  static List<TraceStream> of(String word) throws IOException {
    int equals = word.indexOf('=');
    boolean named = equals > 0 && !Files.exists(Path.of(word));
    Path path = Path.of(named ? word.substring(equals + 1) : word);
    List<Path> files = files(path);
    if (named) {
      return List.of(new TraceStream(word.substring(0, equals), files));
    }
    Map<String, List<Path>> byNode = new LinkedHashMap<>();
    for (Path file : files) {
      byNode.computeIfAbsent(nodeOf(file), n -> new ArrayList<>()).add(file);
    }
    return byNode.entrySet().stream()
        .map(each -> new TraceStream(each.getKey(), each.getValue()))
        .toList();
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      TextInput.requireFile(path); // It is read twice.
      return List.of(path);
    }
    try (Stream<Path> all = Files.list(path)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String nodeOf(Path file) {
    String name = String.valueOf(file.getFileName());
    Matcher numbered = NUMBERED.matcher(name);
    return numbered.matches() && !numbered.group(1).isEmpty() ? numbered.group(1) : name;
  }

  /**
   * Hands out the records of all files.
   *
   * @return how many lines belong to no record
   */
  long read(Consumer<String> records) throws IOException {
    RecordSplitter splitter = new RecordSplitter(records);
    for (Path file : files) {
      lines(file, splitter::line);
    }
    splitter.end();
    return splitter.strays();
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      return file.toString().endsWith(".gz")
          ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER)
          : new BufferedInputStream(in, BUFFER);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** Lines without their ends; what is longer than a line can be is cut. */
  private static void lines(Path file, Consumer<String> lines) throws IOException {
    byte[] line = new byte[MAX_LINE];
    int length = 0;
    try (InputStream in = open(file)) {
      long begun = 0;
      long at = 0;
      for (int b = in.read(); b >= 0; b = in.read()) {
        at++;
        if (b == '\n') {
          lines.accept(new String(line, 0, length, StandardCharsets.ISO_8859_1));
          length = 0;
          begun = at;
        } else if (b != '\r' && length < MAX_LINE) {
          line[length++] = (byte) b;
        } else if (at - begun > TextInput.MOST_IN_A_LINE) {
          throw new FileSystemException(
              file.toString(), null, TextInput.endless(begun).getMessage());
        }
      }
    }
    if (length > 0) {
      lines.accept(new String(line, 0, length, StandardCharsets.ISO_8859_1));
    }
  }
}
