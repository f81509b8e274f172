package io.kald.probe.icmp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The probers of one loop by number. A number is used again, under another generation. */
final class ProberTable {
  private @Nullable IcmpProber[] probers = new @Nullable IcmpProber[16];
  private int[] generations = new int[16];
  private int[] free = new int[16];
  private int freeCount;
  private int used;

  /** Makes a prober under a number that is free, in a generation of its own. */
  IcmpProber add(Maker maker) {
    int index = freeCount > 0 ? free[--freeCount] : used++;
    if (index == probers.length) {
      probers = Arrays.copyOf(probers, index * 2);
      generations = Arrays.copyOf(generations, index * 2);
    }
    IcmpProber prober = maker.make(index, generations[index]);
    probers[index] = prober;
    return prober;
  }

  /** Takes the number back. */
  void remove(int index) {
    probers[index] = null;
    generations[index]++;
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, freeCount * 2);
    }
    free[freeCount++] = index;
  }

  /** The prober with that number, if this use of it is not over; any numbers may be asked for. */
  @Nullable IcmpProber find(int index, int generation) {
    IcmpProber prober = at(index);
    return prober != null && prober.generation() == generation ? prober : null;
  }

  /** The prober with that number now, if any. */
  @Nullable IcmpProber at(int index) {
    return index >= 0 && index < used ? probers[index] : null;
  }

  /** How many there are. */
  int size() {
    return used - freeCount;
  }

  /** Makes a prober for a number and a generation. */
  @FunctionalInterface
  interface Maker {
    IcmpProber make(int index, int generation);
  }
}
