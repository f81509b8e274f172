package io.kald.agent.config;

import io.kald.agent.config.Node.Entry;
import io.kald.agent.config.Node.Mapping;
import io.kald.agent.config.Node.Scalar;
import io.kald.agent.config.Node.Sequence;
import io.kald.schema.Key;
import io.kald.schema.KeyValues;
import io.kald.schema.Keys;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of the file, read key by key. A mistake is noted and reading goes on with the
 * default: what is read after a mistake never leaves this room.
 */
final class Section implements KeyValues {
  // deps
  private final Keys keys;
  private final int index;
  private final Node node;
  private final @Nullable Section base;
  private final Context context;

  // state
  private final List<Key<?>> given = new ArrayList<>(8);
  private final List<Node> values = new ArrayList<>(8);
  private final List<Key<?>> bad = new ArrayList<>(0);
  private long filter;
  private boolean readable = true;
  private boolean unknown;
  private Map<Key<?>, Keys> within = Map.of(); // for keys that stand in a section inside

  /**
   * What all sections of one file share.
   *
   * @param same values by themselves, see {@link KeyValues#shared}
   */
  record Context(Problems problems, Placeholders placeholders, Map<Object, Object> same) {
    Context(Problems problems, Placeholders placeholders) {
      this(problems, placeholders, new HashMap<>());
    }
  }

  private Section(Keys keys, int index, Node node, @Nullable Section base, Context context) {
    this.keys = keys;
    this.index = index;
    this.node = node;
    this.base = base;
    this.context = context;
  }

  /** Reads a section that stands in the file once. Unknown keys and second ones are mistakes. */
  static Section of(Keys keys, Node node, Context context) {
    return item(keys, 0, node, null, context);
  }

  /**
   * Reads an item of a section that is a list.
   *
   * @param base where keys that this item leaves out are looked for
   */
  static Section item(Keys keys, int index, Node node, @Nullable Section base, Context context) {
    Section section = new Section(keys, index, node, base, context);
    section.readable =
        node.match(
            scalar -> scalar.empty() || section.refuse(node, section.path()),
            section::take,
            list -> section.refuse(node, section.path()));
    return section;
  }

  private boolean refuse(Node node, String path) {
    context.problems().add(node, path, Show.kind(node) + " (expected: keys)");
    return false;
  }

  private boolean take(Mapping mapping) {
    for (Entry entry : mapping.entries()) {
      Key<?> key = keys.named(entry.key().text());
      Keys inner = key == null ? keys.inner(entry.key().text()) : null;
      if (key != null) {
        take(key, entry);
      } else if (inner != null) {
        takeInner(inner, entry.value());
      } else {
        unknown(entry.key(), path(), keys.names());
      }
    }
    return true;
  }

  private void take(Key<?> key, Entry entry) {
    if (given.contains(key)) {
      int line = values.get(given.indexOf(key)).line();
      bad(key, entry.key(), "given twice (expected: once; first in line " + line + ")");
      return;
    }
    given.add(key);
    filter |= key.filter();
    values.add(entry.value());
  }

  /** A kind's own section: its keys are the same as those that stand here by their full names. */
  private void takeInner(Keys inner, Node value) {
    String path = path() + "." + inner.section();
    value.match(
        scalar -> scalar.empty() || refuse(value, path),
        mapping -> {
          mapping.entries().forEach(entry -> takeInner(inner, path, entry));
          return true;
        },
        list -> refuse(value, path));
  }

  private void takeInner(Keys inner, String path, Entry entry) {
    Key<?> key = inner.named(entry.key().text());
    if (key == null) {
      unknown(entry.key(), path, inner.names());
      return;
    }
    if (within.isEmpty()) {
      within = new HashMap<>();
    }
    within.put(key, inner);
    take(key, entry);
  }

  private void unknown(Scalar key, String path, List<String> names) {
    unknown = true;
    String hint = context.problems().full() ? "" : Spelling.hint(key.text(), names);
    context.problems().add(key, path + "." + Show.value(key.text()), "unknown key " + hint);
  }

  /** Whether the key stands in this very section. */
  @Override
  public boolean has(Key<?> key) {
    return own(key) != null;
  }

  /** Whether the value itself stands in this very section, not a placeholder for it. */
  boolean written(Key<?> key) {
    Node own = own(key);
    Scalar scalar = own == null ? null : own.scalar();
    return scalar != null && !scalar.text().contains("${");
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

  /**
   * Whether the keys, and the defaults behind them, hold what was meant: checks between keys that
   * are wrong by themselves would only confuse.
   */
  @Override
  public boolean sound(Key<?>... wanted) {
    if (!bad.isEmpty() && Arrays.stream(wanted).anyMatch(bad::contains)) {
      return false;
    }
    return readable && !unknown && (base == null || base.sound(wanted));
  }

  /** The value of a key that has a default. */
  @Override
  public <T> T value(Key<T> key) {
    Node own = own(key);
    if (own == null) {
      return base == null ? key.fallback() : base.value(key);
    }
    T value = read(key, own);
    return value == null ? key.fallback() : value;
  }

  /** Whether the key stands in this section, or in the one behind it. */
  boolean given(Key<?> key) {
    return has(key) || (base != null && base.has(key));
  }

  /** The value of a key without default; null when it is not there, not right, or required. */
  @Override
  public <T> @Nullable T optional(Key<T> key) {
    Node own = own(key);
    if (own != null) {
      return read(key, own);
    }
    if (base != null && base.has(key)) {
      return base.optional(key);
    }
    if (key.presence() == Key.Presence.REQUIRED && readable) {
      bad(key, node, "missing (expected: " + key.type().expected() + ")");
    }
    return null;
  }

  /** Notes a mistake about a key, at its value, or at the section when the default is to blame. */
  @Override
  public void problem(Key<?> key, String message) {
    Section owner = owner(key);
    owner.bad(key, owner.place(key), message);
    bad.add(key);
  }

  /** Notes a doubt about a key. */
  @Override
  public void warn(Key<?> key, String message) {
    Section owner = owner(key);
    context.problems().warn(owner.place(key), owner.path(key), message);
  }

  @Override
  @SuppressWarnings("unchecked") // What is equal to a T, and put in beside it, is one.
  public <T> T shared(T value) {
    return (T) context.same().computeIfAbsent(value, same -> same);
  }

  private String path() {
    return keys.isList() ? keys.section() + "[" + index + "]" : keys.section();
  }

  private Section owner(Key<?> key) {
    return own(key) == null && base != null && base.has(key) ? base : this;
  }

  private Node place(Key<?> key) {
    Node own = own(key);
    return own == null ? node : own;
  }

  private String path(Key<?> key) {
    Keys inner = within.get(key);
    if (inner == null && keys.named(key.name()) != key) {
      inner = keys.inner().stream().filter(each -> each.all().contains(key)).findAny().orElse(null);
    }
    return inner == null
        ? path() + "." + key.name()
        : path() + "." + inner.section() + "." + key.shortName();
  }

  private @Nullable Node own(Key<?> key) {
    if ((filter & key.filter()) == 0) {
      return null;
    }
    for (int i = 0; i < given.size(); i++) {
      if (given.get(i) == key) {
        return values.get(i);
      }
    }
    return null;
  }

  private <T> @Nullable T read(Key<T> key, Node own) {
    Sequence list = own.match(scalar -> null, mapping -> null, sequence -> sequence);
    if (list != null && key.type().takesList()) {
      return readList(key, list);
    }
    Scalar scalar = own.scalar();
    if (scalar == null || scalar.empty()) {
      return refuse(key, own, Show.kind(own));
    }
    String text = filled(key, scalar);
    return text == null ? null : read(key, scalar, text);
  }

  private <T> @Nullable T readList(Key<T> key, Sequence list) {
    List<String> items = new ArrayList<>(list.items().size());
    for (Node item : list.items()) {
      Scalar scalar = item.scalar();
      if (scalar == null || scalar.empty()) {
        return refuse(key, item, Show.kind(item));
      }
      String text = filled(key, scalar);
      if (text == null) {
        return null;
      }
      if (text.indexOf(',') >= 0) {
        return refuse(key, item, Show.value(key.type(), text));
      }
      items.add(text);
    }
    return read(key, list, String.join(", ", items));
  }

  private @Nullable String filled(Key<?> key, Scalar scalar) {
    Placeholders.Filled filled = context.placeholders().fill(scalar.text());
    if (filled.wrong() != null) {
      bad(key, scalar, filled.wrong());
      return null;
    }
    return filled.text();
  }

  private <T> @Nullable T read(Key<T> key, Node at, String text) {
    T value = key.type().reading().read(text);
    if (value == null) {
      bad(key, at, Show.value(key.type(), text) + " (expected: " + key.type().expected(text) + ")");
      return null;
    }
    String doubt = key.type().doubt(text);
    if (doubt != null) {
      context.problems().warn(at, path(key), doubt);
    }
    return value;
  }

  private <T> @Nullable T refuse(Key<T> key, Node at, String found) {
    bad(key, at, found + " (expected: " + key.type().expected() + ")");
    return null;
  }

  private void bad(Key<?> key, Node at, String message) {
    bad.add(key);
    context.problems().add(at, path(key), message);
  }
}
