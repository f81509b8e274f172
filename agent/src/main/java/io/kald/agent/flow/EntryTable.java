package io.kald.agent.flow;

import org.jspecify.annotations.Nullable;

/**
 * Finds entries by key: open addressing with steps of one, less than half full. Hashes lie beside
 * the entries, so that stepping over others does not bring them into the cache.
 */
final class EntryTable {
  /**
   * Slots, a power of two: 16,384 entries and 256 KiB. To grow for the first time makes the JVM
   * compile what calls it again, which costs more than the room.
   */
  private static final int FIRST_SIZE = 1 << 15;

  /** No entry has this hash. */
  private static final int FREE = 0;

  /**
   * No key is equal to it: it is of no kind. Spares a branch that is taken too late to be known.
   */
  private static final Entry NOBODY = new Echo();

  // state
  private int[] hashes = new int[FIRST_SIZE];
  private @Nullable Entry[] slots = new @Nullable Entry[FIRST_SIZE];
  private int mask = FIRST_SIZE - 1;
  private int count;
  private Entry recent = NOBODY;

  int count() {
    return count;
  }

  /** The entry between the ends of a key, in whichever roles, or null; gives the key its hash. */
  @Nullable Entry find(Key key) {
    Entry last = recent;
    if (last.is(key) || last.isReverseOf(key)) {
      // Packets of one exchange often follow each other.
      key.hash = last.hash;
      return last;
    }
    key.rehash();
    return search(key);
  }

  private @Nullable Entry search(Key key) {
    int at = key.hash & mask;
    for (int hash = hashes[at]; hash != FREE; hash = hashes[at]) {
      Entry entry = hash == key.hash ? slots[at] : null;
      if (entry != null && (entry.is(key) || entry.isReverseOf(key))) {
        recent = entry;
        return entry;
      }
      at = (at + 1) & mask;
    }
    return null;
  }

  /** Adds an entry whose key is not in the table. */
  void add(Entry entry) {
    if (++count > slots.length / 2) {
      grow();
    }
    place(entry);
    recent = entry;
  }

  /** Removes an entry that is in the table, and moves up those that had to step over it. */
  void remove(Entry entry) {
    int hole = entry.hash & mask;
    while (slots[hole] != entry) {
      hole = (hole + 1) & mask;
    }
    int at = (hole + 1) & mask;
    for (int hash = hashes[at]; hash != FREE; hash = hashes[at]) {
      if (((at - hash) & mask) >= ((at - hole) & mask)) {
        slots[hole] = slots[at];
        hashes[hole] = hash;
        hole = at;
      }
      at = (at + 1) & mask;
    }
    slots[hole] = null;
    hashes[hole] = FREE;
    count--;
    if (recent == entry) {
      recent = NOBODY;
    }
  }

  private void place(Entry entry) {
    int at = entry.hash & mask;
    while (hashes[at] != FREE) {
      at = (at + 1) & mask;
    }
    slots[at] = entry;
    hashes[at] = entry.hash;
  }

  private void grow() {
    @Nullable Entry[] old = slots;
    slots = new @Nullable Entry[old.length * 2];
    hashes = new int[old.length * 2];
    mask = slots.length - 1;
    for (Entry entry : old) {
      if (entry != null) {
        place(entry);
      }
    }
  }
}
