package io.kald.agent.config;

import io.kald.agent.config.Node.Entry;
import io.kald.agent.config.Node.Mapping;
import io.kald.agent.config.Node.Scalar;
import io.kald.agent.config.Node.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserImpl;

/**
 * YAML text to a tree that knows its places. Scalars stay texts, so that YAML's guesses about types
 * ({@code 0x10}, {@code 1:30}, {@code no}) never matter; Jackson's parser, which makes these
 * guesses for every value, takes half as long again. Anchors, aliases, tags and further documents
 * are refused: what they are for, {@code defaults} and named keepalives do in the open, and nothing
 * in a file can then grow beyond the file.
 */
final class YamlTree {
  /** A section of the configuration, for messages. */
  static final String SERVICES = "services:";

  private static final int MAX_DEPTH = 16;
  private static final int MAX_NODES = 4_000_000;
  private static final int MAX_SHARED = 4_096;
  private static final int SHORT = 16;
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

  // deps
  private final Problems problems;
  private final ParserImpl parser;
  private final String example;

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

  private YamlTree(ParserImpl parser, Problems problems, String example) {
    this.parser = parser;
    this.problems = problems;
    this.example = example;
  }

  /** The root, or null after noting why there is none. */
  static @Nullable Node read(String text, Problems problems) {
    return read(text, problems, SERVICES);
  }

  /** The same; {@code example} is what a message names as a section. */
  static @Nullable Node read(String text, Problems problems, String example) {
    LoaderOptions limits = new LoaderOptions();
    limits.setCodePointLimit(Integer.MAX_VALUE);
    ParserImpl parser = new ParserImpl(new TextReader(text), limits);
    try {
      return new YamlTree(parser, problems, example).root();
    } catch (YAMLException e) {
      YamlFault.note(e, problems);
    } catch (NumberFormatException e) {
      // The scanner throws it for absurd numbers in directives and escapes.
      problems.add(1, 1, "", "not valid YAML: a number goes wrong (expected: YAML)");
    } catch (Stop e) {
      // What stopped it has been noted.
    }
    return null;
  }

  private Node root() throws Stop {
    parser.getEvent();
    if (parser.getEvent().is(Event.ID.StreamEnd)) {
      throw stop(1, 1, "the file is empty (expected: sections such as " + example + ")");
    }
    Node root = node(parser.getEvent(), 0);
    parser.getEvent();
    Event end = parser.getEvent();
    if (!end.is(Event.ID.StreamEnd)) {
      throw stop(end, "a second document (expected: one document in a file)");
    }
    return root;
  }

  private Node node(Event event, int depth) throws Stop {
    if (event.is(Event.ID.Alias)) {
      throw stop(
          event, "an alias * is not supported (expected: defaults:, a named keepalive, or quotes)");
    }
    refuseExtras(event);
    if (++nodes > MAX_NODES) {
      throw stop(event, "more than " + MAX_NODES + " values (expected: fewer)");
    }
    if (depth > MAX_DEPTH) {
      throw stop(event, "nested too deep (expected: sections, lists and keys)");
    }
    Mark at = event.getStartMark();
    return switch (event.getEventId()) {
      case MappingStart -> new Mapping(entries(depth), at.getLine() + 1, at.getColumn() + 1);
      case SequenceStart -> new Sequence(items(depth), at.getLine() + 1, at.getColumn() + 1);
      default -> scalar((ScalarEvent) event);
    };
  }

  private List<Node> items(int depth) throws Stop {
    List<Node> items = new ArrayList<>();
    Event event = parser.getEvent();
    while (!event.is(Event.ID.SequenceEnd)) {
      items.add(node(event, depth + 1));
      event = parser.getEvent();
    }
    return items;
  }

  private List<Entry> entries(int depth) throws Stop {
    List<Entry> entries = new ArrayList<>(6);
    Event event = parser.getEvent();
    while (!event.is(Event.ID.MappingEnd)) {
      Scalar key = key(event);
      entries.add(new Entry(key, node(parser.getEvent(), depth + 1)));
      event = parser.getEvent();
    }
    return entries;
  }

  private Scalar key(Event event) throws Stop {
    if (!event.is(Event.ID.Scalar)) {
      throw stop(event, "a key that is no plain text (expected: key: value)");
    }
    refuseExtras(event);
    Scalar key = scalar((ScalarEvent) event);
    if (key.text().equals("<<")) {
      throw stop(
          event, "a merge key << is not supported (expected: defaults:, or a named keepalive)");
    }
    return key;
  }

  private Scalar scalar(ScalarEvent event) {
    Mark at = event.getStartMark();
    String text = event.getValue();
    boolean empty = event.isPlain() && NULLS.contains(text);
    return new Scalar(share(text), empty, at.getLine() + 1, at.getColumn() + 1);
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

  private void refuseExtras(Event event) throws Stop {
    if (((NodeEvent) event).getAnchor() != null) {
      throw stop(
          event,
          "an anchor & is not supported (expected: defaults:, a named keepalive, or quotes)");
    }
    if (hasTag(event)) {
      throw stop(event, "a tag ! is not supported (expected: a plain value, or quotes)");
    }
  }

  private static boolean hasTag(Event event) {
    String tag =
        event instanceof ScalarEvent scalar
            ? scalar.getTag()
            : ((CollectionStartEvent) event).getTag();
    return tag != null;
  }

  private Stop stop(Event event, String message) {
    Mark at = event.getStartMark();
    return stop(at.getLine() + 1, at.getColumn() + 1, message);
  }

  private Stop stop(int line, int column, String message) {
    problems.add(line, column, "", message);
    return new Stop();
  }
}
