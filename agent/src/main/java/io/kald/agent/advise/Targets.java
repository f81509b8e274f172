package io.kald.agent.advise;

import java.util.Set;
import java.util.TreeSet;

/** Whom samples were sent to; of more than a thousand the rest is not kept. */
final class Targets {
  static final int MOST = 1000;

  private final Set<String> names = new TreeSet<>();

  void add(String name) {
    if (names.size() < MOST) {
      names.add(name);
    }
  }

  Set<String> names() {
    return names;
  }
}
