package io.kald.agent.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.kald.agent.config.Node.Entry;
import io.kald.agent.config.Node.Mapping;
import io.kald.agent.config.Node.Scalar;
import io.kald.agent.config.Node.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * YAML text to a tree that knows its places. Scalars stay texts, so that YAML's guesses about types
 * ({@code 0x10}, {@code 1:30}, {@code no}) never matter. Anchors, aliases, tags and further
 * documents are refused: what they are for, {@code defaults} and named keepalives do in the open,
 * and nothing in a file can then grow beyond the file.
 */
final class YamlTree {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_NODES = 4_000_000;
  private static final int MAX_SHARED = 4_096;
  private static final int SHORT = 16;

  // deps
  private final Problems problems;
  private final YAMLParser parser;

  // state
  private final Map<String, String> shared = new HashMap<>();
  private int nodes;

  /** Reading stops here; the problem has been noted. */
  private static final class Stop extends Exception {
    private static final long serialVersionUID = 1L;

    Stop() {
      super(null, null, false, false);
    }
  }

  private YamlTree(YAMLParser parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /** The root, or null after noting why there is none. */
  static @Nullable Node read(String text, Problems problems) {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(Integer.MAX_VALUE);
    YAMLFactory factory =
        YAMLFactory.builder()
            .loaderOptions(limits)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(SourceText.MAX_BYTES)
                    .maxNameLength(SourceText.MAX_BYTES)
                    .maxStringLength(SourceText.MAX_BYTES)
                    .build())
            .build();
    try (YAMLParser parser = factory.createParser(text)) {
      return new YamlTree(parser, problems).root();
    } catch (JacksonException e) {
      YamlFault.note(e, problems);
    } catch (Stop e) {
      // What stopped it has been noted.
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot fail to be read", e);
    }
    return null;
  }

  private Node root() throws IOException, Stop {
    if (parser.nextToken() == null) {
      throw stop(1, 1, "the file is empty (expected: sections such as services:)");
    }
    Node root = node();
    if (parser.nextToken() != null) {
      JsonLocation at = parser.currentTokenLocation();
      throw stop(
          at.getLineNr(), at.getColumnNr(), "a second document (expected: one document in a file)");
    }
    return root;
  }

  /** The node that the current token begins. */
  private Node node() throws IOException, Stop {
    JsonLocation at = parser.currentTokenLocation();
    refuseExtras(at);
    if (++nodes > MAX_NODES) {
      throw here(at, "more than " + MAX_NODES + " values (expected: fewer)");
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return mapping(at);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Node> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(node());
      }
      return new Sequence(items, at.getLineNr(), at.getColumnNr());
    }
    return scalar(at, token == JsonToken.VALUE_NULL);
  }

  private Mapping mapping(JsonLocation at) throws IOException, Stop {
    List<Entry> entries = new ArrayList<>(6);
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      JsonLocation keyAt = parser.currentTokenLocation();
      refuseExtras(keyAt);
      Scalar key = scalar(keyAt, false);
      if (key.text().equals("<<")) {
        throw here(
            keyAt, "a merge key << is not supported (expected: defaults:, or a named keepalive)");
      }
      parser.nextToken();
      entries.add(new Entry(key, node()));
    }
    return new Mapping(entries, at.getLineNr(), at.getColumnNr());
  }

  private Scalar scalar(JsonLocation at, boolean empty) throws IOException {
    String text = parser.getText();
    return new Scalar(
        empty ? "" : share(text == null ? "" : text), empty, at.getLineNr(), at.getColumnNr());
  }

  /** Keys and short values repeat: each is kept once. */
  private String share(String text) {
    if (text.length() > SHORT) {
      return text;
    }
    String known = shared.get(text);
    if (known == null && shared.size() < MAX_SHARED) {
      shared.put(text, text);
    }
    return known == null ? text : known;
  }

  private void refuseExtras(JsonLocation at) throws IOException, Stop {
    if (parser.isCurrentAlias()) {
      throw here(
          at, "an alias * is not supported (expected: defaults:, or a named keepalive; or quotes)");
    }
    if (parser.getObjectId() != null) {
      throw here(
          at,
          "an anchor & is not supported (expected: defaults:, or a named keepalive; or quotes)");
    }
    if (parser.getTypeId() != null) {
      throw here(at, "a tag ! is not supported (expected: plain values; or quotes)");
    }
  }

  private Stop here(JsonLocation at, String message) {
    return stop(at.getLineNr(), at.getColumnNr(), message);
  }

  private Stop stop(int line, int column, String message) {
    problems.add(line, column, "", message);
    return new Stop();
  }
}
