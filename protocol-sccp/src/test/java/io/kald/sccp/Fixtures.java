package io.kald.sccp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Frames in hex, from the resources beside the tests. */
final class Fixtures {
  /** One TCP segment of a recorded connection. */
  record Segment(boolean fromStation, Octets bytes) {
    static Segment parse(String line) {
      return new Segment(line.startsWith(">"), Golden.octets(line.substring(2)));
    }
  }

  /** The segments of one recorded connection, in the order they came. */
  record Connection(int stationPort, List<Segment> segments) {}

  private Fixtures() {}

  /** The one frame of {@code frames/name.hex}. */
  static ByteBuf frame(String name) {
    return hex(lines(name).stream().collect(Collectors.joining()));
  }

  /** Bytes from hex digits, with blanks anywhere. */
  static ByteBuf hex(String digits) {
    return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(digits.replace(" ", "")));
  }

  /** The connections of {@code frames/name.hex}. */
  static List<Connection> recording(String name) {
    var connections = new ArrayList<Connection>();
    for (String line : lines(name)) {
      if (line.startsWith("=")) {
        connections.add(new Connection(Integer.parseInt(line.substring(2)), new ArrayList<>()));
      } else {
        connections.get(connections.size() - 1).segments().add(Segment.parse(line));
      }
    }
    return connections;
  }

  private static List<String> lines(String name) {
    String path = "/frames/" + name + ".hex";
    try (InputStream in = Objects.requireNonNull(Fixtures.class.getResourceAsStream(path), path)) {
      return new String(in.readAllBytes(), US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
