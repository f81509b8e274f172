package io.kald.schema;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of a section's keys, in the order of the reference page. */
public final class Keys {
  private final String section;
  private final boolean list;
  private final String about;
  private final Map<String, Key<?>> byName;
  private final Map<String, Keys> inner;

  private Keys(
      String section, boolean list, String about, Map<String, Key<?>> keys, List<Keys> inner) {
    this.section = section;
    this.list = list;
    this.about = about;
    this.byName = Collections.unmodifiableMap(keys);
    Map<String, Keys> sections = new LinkedHashMap<>();
    for (Keys each : inner) {
      if (byName.containsKey(each.section) || sections.put(each.section, each) != null) {
        throw new IllegalArgumentException(
            section + "." + each.section + ": twice (expected: once)");
      }
    }
    this.inner = Collections.unmodifiableMap(sections);
  }

  private static Map<String, Key<?>> table(
      String section, List<Key<?>> keys, Function<Key<?>, String> name) {
    Map<String, Key<?>> table = new LinkedHashMap<>();
    for (Key<?> key : keys) {
      if (table.put(name.apply(key), key) != null) {
        throw new IllegalArgumentException(
            section + "." + name.apply(key) + ": twice (expected: once)");
      }
    }
    return table;
  }

  /** A section that stands in the file once. */
  public static Keys of(String section, String about, Key<?>... keys) {
    return new Keys(section, false, about, table(section, List.of(keys), Key::name), List.of());
  }

  /** A section that is a list, each item with these keys. */
  public static Keys listOf(String section, String about, Key<?>... keys) {
    return new Keys(section, true, about, table(section, List.of(keys), Key::name), List.of());
  }

  /** A section inside of others, whose keys have their short names there. */
  public static Keys inside(String section, String about, List<Key<?>> keys) {
    return new Keys(section, false, about, table(section, keys, Key::shortName), List.of());
  }

  /** This section with others inside of it. */
  public Keys with(List<Keys> sections) {
    return new Keys(section, list, about, byName, sections);
  }

  /** The section of that name inside of this one, or null. */
  public @Nullable Keys inner(String name) {
    return inner.get(name);
  }

  /** The sections inside of this one. */
  public Collection<Keys> inner() {
    return inner.values();
  }

  /** Its name in the file. */
  public String section() {
    return section;
  }

  /** Whether it is a list of items with these keys. */
  public boolean isList() {
    return list;
  }

  /** A sentence or two for the reference page. */
  public String about() {
    return about;
  }

  /** The keys in order. */
  public Collection<Key<?>> all() {
    return byName.values();
  }

  /** The keys, and those of the sections inside that are not among them. */
  public Collection<Key<?>> everywhere() {
    Set<Key<?>> keys = new LinkedHashSet<>(byName.values());
    inner.values().forEach(each -> keys.addAll(each.byName.values()));
    return keys;
  }

  /** Names of keys and of inner sections, in order. */
  public List<String> names() {
    return Stream.concat(byName.keySet().stream(), inner.keySet().stream()).toList();
  }

  /** The key of that name, or null. */
  public @Nullable Key<?> named(String name) {
    return byName.get(name);
  }
}
