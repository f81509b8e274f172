package io.kald.agent.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;

/**
 * As much of io.prometheus.client.MetricFamily as the tests look at, read by its field numbers.
 *
 * @param nativeSchemas the schema of each native histogram, in order
 */
record ProtobufFamily(String name, int metrics, List<Integer> nativeSchemas) {
  private static final int FAMILY_NAME = 1;
  private static final int FAMILY_METRIC = 4;
  private static final int METRIC_HISTOGRAM = 7;
  private static final int HISTOGRAM_SCHEMA = 5;

  /** Reads messages that each follow their length. */
  static List<ProtobufFamily> read(byte[] bytes) {
    List<ProtobufFamily> families = new ArrayList<>();
    ByteBuffer all = ByteBuffer.wrap(bytes);
    while (all.hasRemaining()) {
      families.add(family(slice(all)));
    }
    return families;
  }

  private static ProtobufFamily family(ByteBuffer message) {
    StringBuilder name = new StringBuilder();
    List<Integer> schemas = new ArrayList<>();
    int[] metrics = new int[1];
    fields(
        message,
        (content, field) -> {
          if (field == FAMILY_NAME) {
            name.append(StandardCharsets.UTF_8.decode(content));
          } else if (field == FAMILY_METRIC) {
            metrics[0]++;
            fields(
                content,
                (histogram, number) -> {
                  if (number == METRIC_HISTOGRAM) {
                    schemas.addAll(schemas(histogram));
                  }
                });
          }
        });
    return new ProtobufFamily(name.toString(), metrics[0], schemas);
  }

  private static List<Integer> schemas(ByteBuffer histogram) {
    List<Integer> found = new ArrayList<>();
    fields(
        histogram,
        (content, field) -> {
          if (field == HISTOGRAM_SCHEMA) {
            long zigzag = varint(content);
            found.add((int) (zigzag >>> 1 ^ -(zigzag & 1)));
          }
        });
    return found;
  }

  private static void fields(ByteBuffer message, ObjIntConsumer<ByteBuffer> consumer) {
    while (message.hasRemaining()) {
      int tag = (int) varint(message);
      ByteBuffer content =
          switch (tag & 7) {
            case 0 -> number(message);
            case 1 -> take(message, 8);
            case 2 -> slice(message);
            case 5 -> take(message, 4);
            default -> throw new AssertionError("wire type of tag " + tag);
          };
      consumer.accept(content, tag >>> 3);
    }
  }

  private static ByteBuffer number(ByteBuffer message) {
    int start = message.position();
    varint(message);
    return message.slice(start, message.position() - start);
  }

  private static ByteBuffer slice(ByteBuffer from) {
    return take(from, (int) varint(from));
  }

  private static ByteBuffer take(ByteBuffer from, int length) {
    ByteBuffer part = from.slice(from.position(), length);
    from.position(from.position() + length);
    return part;
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = from.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
