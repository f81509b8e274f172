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
final class Rows<T> {
  private final Map<String, Slot<T>> byName = new HashMap<>();
  private final List<@Nullable Slot<T>> slots = new ArrayList<>();
  private final ArrayDeque<Integer> free = new ArrayDeque<>();
  private long births;

  @Nullable T find(String name) {
    Slot<T> slot = byName.get(name);
    return slot == null ? null : slot.value;
  }

  T findOrAdd(String name, Function<String, T> maker) {
    Slot<T> slot = byName.get(name);
    return slot == null ? add(name, maker.apply(name)) : slot.value;
  }

  void remove(String name) {
    Slot<T> slot = byName.remove(name);
    if (slot != null) {
      slots.set(slot.index, null);
      free.push(slot.index);
    }
  }

  int size() {
    return byName.size();
  }

  /** How many slots there are to walk. */
  int slotCount() {
    return slots.size();
  }

  /** A mark for {@link #each}: what is added later is left out. */
  long births() {
    return births;
  }

  /** Hands out what is in the slots of {@code from} to {@code to} and was there at {@code mark}. */
  void each(int from, int to, long mark, Consumer<T> consumer) {
    for (int i = from; i < Math.min(to, slots.size()); i++) {
      Slot<T> slot = slots.get(i);
      if (slot != null && slot.birth < mark) {
        consumer.accept(slot.value);
      }
    }
  }

  private T add(String name, T value) {
    Integer reused = free.poll();
    int index = reused == null ? slots.size() : reused;
    Slot<T> slot = new Slot<>(index, births++, value);
    if (reused == null) {
      slots.add(slot);
    } else {
      slots.set(index, slot);
    }
    byName.put(name, slot);
    return value;
  }

  private record Slot<T>(int index, long birth, T value) {}
}
