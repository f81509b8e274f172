package io.kald.agent.config;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of a section's keys, in the order of the reference page. */
final class Keys {
  private final String section;
  private final boolean list;
  private final String about;
  private final Map<String, Key<?>> byName;

  private Keys(String section, boolean list, String about, List<Key<?>> keys) {
    this.section = section;
    this.list = list;
    this.about = about;
    Map<String, Key<?>> table = new LinkedHashMap<>();
    for (Key<?> key : keys) {
      if (table.put(key.name(), key) != null) {
        throw new IllegalArgumentException(section + "." + key.name() + ": twice (expected: once)");
      }
    }
    this.byName = Collections.unmodifiableMap(table);
  }

  /** A section that stands in the file once. */
  static Keys of(String section, String about, Key<?>... keys) {
    return new Keys(section, false, about, List.of(keys));
  }

  /** A section that is a list, each item with these keys. */
  static Keys listOf(String section, String about, Key<?>... keys) {
    return new Keys(section, true, about, List.of(keys));
  }

  String section() {
    return section;
  }

  boolean isList() {
    return list;
  }

  String about() {
    return about;
  }

  Collection<Key<?>> all() {
    return byName.values();
  }

  Collection<String> names() {
    return byName.keySet();
  }

  @Nullable Key<?> named(String name) {
    return byName.get(name);
  }
}
