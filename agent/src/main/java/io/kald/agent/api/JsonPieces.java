package io.kald.agent.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kald.agent.http.Pieces;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** A JSON document, written a part at a time. One thread at a time. */
final class JsonPieces implements Pieces {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Iterator<Part> parts;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final JsonGenerator json;

  private JsonPieces(Stream<Part> parts) throws IOException {
    this.parts = parts.iterator();
    this.json = FACTORY.createGenerator(bytes);
  }

  /** Writes a part of a document. */
  @FunctionalInterface
  interface Part {
    void write(JsonGenerator json) throws IOException;
  }

  /** Writes one of many. */
  @FunctionalInterface
  interface Row<T> {
    void write(JsonGenerator json, T row) throws IOException;
  }

  /** An object in one part. */
  static Pieces object(Part fields) throws IOException {
    return new JsonPieces(
        Stream.of(
            json -> {
              json.writeStartObject();
              fields.write(json);
              json.writeEndObject();
            }));
  }

  /** An object whose last field is an array of objects. */
  static <T> Pieces list(Part first, String name, List<T> rows, Row<T> row) throws IOException {
    Part start =
        json -> {
          json.writeStartObject();
          first.write(json);
          json.writeArrayFieldStart(name);
        };
    Part end =
        json -> {
          json.writeEndArray();
          json.writeEndObject();
        };
    Stream<Part> each =
        rows.stream()
            .map(
                one ->
                    json -> {
                      json.writeStartObject();
                      row.write(json, one);
                      json.writeEndObject();
                    });
    return new JsonPieces(Stream.concat(Stream.concat(Stream.of(start), each), Stream.of(end)));
  }

  @Override
  public boolean next(OutputStream out) throws IOException {
    parts.next().write(json);
    boolean more = parts.hasNext();
    if (!more) {
      json.writeRaw('\n');
    }
    json.flush();
    bytes.writeTo(out);
    bytes.reset();
    return more;
  }
}
