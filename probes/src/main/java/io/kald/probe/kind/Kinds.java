package io.kald.probe.kind;

import io.kald.probe.ProbeSpec;
import io.kald.schema.Row;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** All kinds of probes, by name. Any thread. */
public final class Kinds {
  private static final SortedMap<String, ProbeKind<?>> BY_NAME = load();
  private static final List<ProbeKind<?>> ALL = List.copyOf(BY_NAME.values());

  private Kinds() {}

  /** Every kind, in the order of their names. */
  public static List<ProbeKind<?>> all() {
    return ALL;
  }

  /**
   * The kind of that name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static ProbeKind<?> named(String name) {
    ProbeKind<?> kind = BY_NAME.get(name);
    if (kind == null) {
      throw new IllegalArgumentException(
          "kind: " + name + " (expected: " + String.join(", ", BY_NAME.keySet()) + ")");
    }
    return kind;
  }

  /** The kind of a spec. */
  @SuppressWarnings("unchecked") // A spec's name is its kind's.
  public static <S extends ProbeSpec> ProbeKind<S> of(S spec) {
    return (ProbeKind<S>) named(spec.kind());
  }

  /**
   * The first of a kind's own settings that differs, as {@code tcp-close changed: rst to fin};
   * empty when none does.
   *
   * @param before of the same kind as {@code after}
   */
  public static String difference(ProbeSpec before, ProbeSpec after) {
    for (Row<ProbeSpec, ?> row : of(before).rows()) {
      String was = row.text(before);
      String is = row.text(after);
      if (!was.equals(is)) {
        return row.key().name() + " changed: " + was + " to " + is;
      }
    }
    return "";
  }

  /** Without streams: every command of kald does this at its start. */
  private static SortedMap<String, ProbeKind<?>> load() {
    SortedMap<String, ProbeKind<?>> kinds = new TreeMap<>();
    for (ProbeKind<?> kind :
        ServiceLoader.load(ProbeKind.class, ProbeKind.class.getClassLoader())) {
      if (kinds.put(kind.name(), kind) != null) {
        throw new IllegalStateException("two kinds of probes are called " + kind.name());
      }
    }
    return kinds;
  }
}
