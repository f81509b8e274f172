package io.kald.agent.config;

import io.kald.agent.config.Node.Entry;
import io.kald.agent.config.Node.Mapping;
import io.kald.agent.config.Node.Scalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of the file, read key by key. A mistake is noted and reading goes on with the
 * default: what is read after a mistake never leaves this room.
 */
final class Section {
  // deps
  private final String path;
  private final Node node;
  private final Keys keys;
  private final @Nullable Section base;
  private final Context context;

  // state
  private final List<Key<?>> given = new ArrayList<>(8);
  private final List<Node> values = new ArrayList<>(8);
  private boolean faulty;

  /** What all sections of one file share. */
  record Context(Problems problems, Placeholders placeholders) {}

  /** A section with nothing in it, where {@code node} stands. */
  private Section(String path, Node node, Keys keys, @Nullable Section base, Context context) {
    this.path = path;
    this.node = node;
    this.keys = keys;
    this.base = base;
    this.context = context;
  }

  /**
   * Reads the keys; unknown ones and second ones are mistakes.
   *
   * @param base where keys that this section leaves out are looked for
   */
  static Section of(String path, Node node, Keys keys, @Nullable Section base, Context context) {
    Section section = new Section(path, node, keys, base, context);
    node.match(
        scalar ->
            scalar.empty() || section.fault(node, path, Show.kind(node) + " (expected: keys)"),
        section::take,
        list -> section.fault(node, path, Show.kind(node) + " (expected: keys)"));
    return section;
  }

  private boolean take(Mapping mapping) {
    for (Entry entry : mapping.entries()) {
      String name = entry.key().text();
      Key<?> key = keys.named(name);
      int before = key == null ? -1 : given.indexOf(key);
      if (key == null) {
        if (!context.problems().full()) {
          String allowed = "(expected: " + String.join(", ", keys.names()) + ")";
          String hint = Spelling.hint(name, keys.names(), allowed);
          fault(entry.key(), path + "." + Show.value(name), "unknown key " + hint);
        }
      } else if (before >= 0) {
        int line = values.get(before).line();
        fault(entry.key(), path(key), "given twice (expected: once; first in line " + line + ")");
      } else {
        given.add(key);
        values.add(entry.value());
      }
    }
    return true;
  }

  /** Whether the key stands in this very section. */
  boolean has(Key<?> key) {
    return own(key) != null;
  }

  /** Whether one of the keys stands in this very section. */
  boolean hasAny(List<Key<?>> wanted) {
    for (Key<?> key : wanted) {
      if (own(key) != null) {
        return true;
      }
    }
    return false;
  }

  /** Whether something in here is wrong, so that checks between keys would only confuse. */
  boolean faulty() {
    return faulty || (base != null && base.faulty());
  }

  /** The value of a key that has a default. */
  <T> T value(Key<T> key) {
    Node own = own(key);
    if (own == null) {
      return base == null ? key.fallback() : base.value(key);
    }
    T value = read(key, own);
    return value == null ? key.fallback() : value;
  }

  /** The value of a key without default; null when it is not there, not right, or required. */
  <T> @Nullable T optional(Key<T> key) {
    Node own = own(key);
    if (own != null) {
      return read(key, own);
    }
    if (key.presence() == Key.Presence.REQUIRED) {
      fault(node, path(key), "missing (expected: " + key.type().expected() + ")");
    }
    return null;
  }

  /** Notes a mistake about a key, at its value, or at the section when the default is to blame. */
  void problem(Key<?> key, String message) {
    Section owner = owner(key);
    owner.fault(owner.place(key), owner.path(key), message);
    faulty = true;
  }

  /** Notes a doubt about a key. */
  void warn(Key<?> key, String message) {
    Section owner = owner(key);
    context.problems().warn(owner.place(key), owner.path(key), message);
  }

  /** Where the section begins. */
  Node node() {
    return node;
  }

  String path() {
    return path;
  }

  private Section owner(Key<?> key) {
    return own(key) == null && base != null && base.has(key) ? base : this;
  }

  private Node place(Key<?> key) {
    Node own = own(key);
    return own == null ? node : own;
  }

  private String path(Key<?> key) {
    return path + "." + key.name();
  }

  private @Nullable Node own(Key<?> key) {
    for (int i = 0; i < given.size(); i++) {
      if (given.get(i) == key) {
        return values.get(i);
      }
    }
    return null;
  }

  private <T> @Nullable T read(Key<T> key, Node own) {
    return own.match(
        scalar -> this.<T>read(key, scalar),
        mapping -> this.<T>refuse(key, own, Show.kind(own)),
        list -> this.<T>refuse(key, own, Show.kind(own)));
  }

  private <T> @Nullable T read(Key<T> key, Scalar scalar) {
    if (scalar.empty()) {
      return refuse(key, scalar, "empty");
    }
    Placeholders.Filled filled = context.placeholders().fill(scalar.text());
    if (filled.wrong() != null) {
      fault(scalar, path(key), filled.wrong());
      return null;
    }
    T value = key.type().reading().read(filled.text());
    return value == null ? refuse(key, scalar, key.type().show(filled.text())) : value;
  }

  private <T> @Nullable T refuse(Key<T> key, Node at, String found) {
    fault(at, path(key), found + " (expected: " + key.type().expected() + ")");
    return null;
  }

  private boolean fault(Node at, String where, String message) {
    faulty = true;
    context.problems().add(at, where, message);
    return false;
  }
}
