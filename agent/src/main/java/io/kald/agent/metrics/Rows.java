package io.kald.agent.metrics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Things by name that can also be walked in pieces: each keeps its slot while it is there, and a
 * freed slot is used again. Confined to its store's monitor.
 */
final class Rows<T extends Rows.Row> {
  private final Map<String, T> byName = new HashMap<>();
  private final List<@Nullable T> slots = new ArrayList<>();
  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private int births;

  @Nullable T find(String name) {
    return byName.get(name);
  }

  T findOrAdd(String name, Function<String, T> maker) {
    T row = byName.get(name);
    return row == null ? add(name, maker.apply(name)) : row;
  }

  void remove(String name) {
    T row = byName.remove(name);
    if (row != null) {
      slots.set(row.slot, null);
      free.push(row.slot);
    }
  }

  /** How many slots there are to walk. */
  int slotCount() {
    return slots.size();
  }

  /** A mark for {@link #each}: what is added later is left out. */
  int births() {
    return births;
  }

  /** Hands out what is in the slots of {@code from} to {@code to} and was there at {@code mark}. */
  void each(int from, int to, int mark, Consumer<T> consumer) {
    for (int i = from; i < Math.min(to, slots.size()); i++) {
      T row = slots.get(i);
      if (row != null && row.birth - mark < 0) {
        consumer.accept(row);
      }
    }
  }

  private T add(String name, T row) {
    Integer reused = free.poll();
    row.slot = reused == null ? slots.size() : reused;
    row.birth = births++;
    if (reused == null) {
      slots.add(row);
    } else {
      slots.set(reused, row);
    }
    byName.put(name, row);
    return row;
  }

  /** What has a slot. */
  abstract static class Row {
    int slot;
    int birth;
  }
}
