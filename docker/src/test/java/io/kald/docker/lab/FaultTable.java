package io.kald.docker.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What every scenario measured, printed and written to {@code target/lab-table.md}. */
final class FaultTable {
  private static final Path FILE = Path.of("target", "lab-table.md");
  private static final String HEAD =
      """
      | # | fault | must be said | was said (had to be) | driver | |
      |---|---|---|---|---|---|
      """;

  private static final Queue<Played> ALL = new ConcurrentLinkedQueue<>();
  private static final Queue<Played> UNTOLD = new ConcurrentLinkedQueue<>();

  private FaultTable() {}

  /** One more. */
  static void add(Played played) {
    if (!played.driver().isEmpty()) {
      ALL.add(played);
      UNTOLD.add(played);
    }
  }

  /**
   * Prints those of a driver that were not printed yet, and writes all there are by now: one that
   * was played again stands there twice.
   */
  static void tell(String driver) {
    List<Played> mine = UNTOLD.stream().filter(one -> one.driver().equals(driver)).toList();
    UNTOLD.removeAll(mine);
    if (mine.isEmpty()) {
      System.out.println("lab: no scenario was played in " + driver);
      return;
    }
    System.out.println(lines(mine));
    try {
      Files.writeString(FILE, lines(List.copyOf(ALL)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String lines(List<Played> played) {
    StringBuilder text = new StringBuilder(HEAD);
    played.stream()
        .sorted(
            Comparator.comparingInt((Played one) -> order(one.row().number()))
                .thenComparing(one -> one.row().number())
                .thenComparing(Played::driver))
        .forEach(one -> text.append(one.markdown()).append('\n'));
    return text.toString();
  }

  /** The number without its letter. */
  static int order(String number) {
    return Integer.parseInt(number.replaceAll("[a-z]", ""));
  }
}
