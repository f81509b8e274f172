package io.kald.docker.lab;

import java.util.List;
import java.util.stream.Collectors;

/** A scenario that was played, for the table at the end. */
final class Played {
  // deps
  private final Row row;

  // state
  private String driver = "";
  private List<Measured> measured = List.of();
  private boolean passed;

  Played(Row row) {
    this.row = row;
  }

  /** Where, and what will be measured. */
  void begin(String where, List<Measured> list) {
    driver = where;
    measured = list;
  }

  /** All was as it must be. */
  void passed() {
    passed = true;
  }

  String driver() {
    return driver;
  }

  Row row() {
    return row;
  }

  /** As a line of the table. */
  String markdown() {
    String times = measured.stream().map(Measured::toString).collect(Collectors.joining("; "));
    return "| %s | %s | %s | %s | %s | %s |"
        .formatted(
            row.number(), row.fault(), row.when(), times, driver, passed ? "as told" : "FAILED");
  }
}
