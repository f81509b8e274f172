package io.kald.schema;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of a section's keys, in the order of the reference page. */
public final class Keys {
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
  public static Keys of(String section, String about, Key<?>... keys) {
    return new Keys(section, false, about, List.of(keys));
  }

  /** A section that is a list, each item with these keys. */
  public static Keys listOf(String section, String about, Key<?>... keys) {
    return new Keys(section, true, about, List.of(keys));
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

  /** Their names in order. */
  public Collection<String> names() {
    return byName.keySet();
  }

  /** The key of that name, or null. */
  public @Nullable Key<?> named(String name) {
    return byName.get(name);
  }
}
