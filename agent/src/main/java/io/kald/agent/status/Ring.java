package io.kald.agent.status;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The last few of something. Confined to its board's lock. */
final class Ring<T> {
  private final int capacity;
  private final ArrayDeque<T> items = new ArrayDeque<>();

  Ring(int capacity) {
    this.capacity = capacity;
  }

  void add(T item) {
    if (items.size() == capacity) {
      items.removeLast();
    }
    items.addFirst(item);
  }

  /** The newest ones that {@code wanted} takes, newest first. */
  List<T> newest(int limit, Predicate<T> wanted) {
    List<T> found = new ArrayList<>();
    for (T item : items) {
      if (found.size() == limit) {
        break;
      }
      if (wanted.test(item)) {
        found.add(item);
      }
    }
    return found;
  }
}
