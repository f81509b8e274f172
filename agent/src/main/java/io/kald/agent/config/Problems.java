package io.kald.agent.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is wrong with one file, or doubtful. Bounded, so that a file of garbage is cheap too. */
final class Problems {
  private static final int MAX_PROBLEMS = 1_000;
  private static final int MAX_WARNINGS = 100;

  // deps
  private final String file;

  // state
  private final Set<Problem> problems = new LinkedHashSet<>();
  private final Set<Problem> warnings = new LinkedHashSet<>();
  private int unlisted;
  private int unlistedWarnings;

  Problems(String file) {
    this.file = file;
  }

  /** Notes a mistake. The same mistake, met again through the defaults, counts once. */
  void add(Node at, String path, String message) {
    add(at.line(), at.column(), path, message);
  }

  void add(int line, int column, String path, String message) {
    Problem problem = new Problem(file, line, column, path, message);
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(problem);
    } else if (!problems.contains(problem)) {
      unlisted++;
    }
  }

  /** Notes something that works, but hardly as it was meant. */
  void warn(Node at, String path, String message) {
    Problem warning = new Problem(file, at.line(), at.column(), path, message);
    if (warnings.size() < MAX_WARNINGS) {
      warnings.add(warning);
    } else if (!warnings.contains(warning)) {
      unlistedWarnings++;
    }
  }

  boolean full() {
    return problems.size() >= MAX_PROBLEMS;
  }

  void throwIfAny() throws ConfigException {
    if (!problems.isEmpty()) {
      throw new ConfigException(inOrder(problems, unlisted, "mistakes"));
    }
  }

  List<String> warnings() {
    return inOrder(warnings, unlistedWarnings, "warnings").stream().map(Problem::toString).toList();
  }

  private List<Problem> inOrder(Set<Problem> found, int more, String kind) {
    List<Problem> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
    if (more > 0) {
      Problem last = sorted.get(sorted.size() - 1);
      String text = "and " + more + " more " + kind + " that are not listed";
      sorted.add(new Problem(file, last.line(), last.column(), "", text));
    }
    return sorted;
  }
}
