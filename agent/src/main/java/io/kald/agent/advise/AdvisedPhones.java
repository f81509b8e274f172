package io.kald.agent.advise;

import io.kald.agent.text.Counted;
import io.kald.probe.PhoneDetection.Kind;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Advice for many phones as one reads it: phones at the same nodes with the same advice are one
 * paragraph, with the figures of the phone that fared worst.
 */
public final class AdvisedPhones {
  private record Advised(String name, Samples samples, Advice advice) {
    double lateShare() {
      return advice.normal().lateShare();
    }

    long p95Nanos() {
      return advice.figures().p95Nanos();
    }

    int falseFailovers() {
      return advice.normal().falseFailovers();
    }
  }

  private record Equal(String path, Kind kind) {}

  private static final Comparator<Advised> BY_FATE =
      Comparator.comparingInt(Advised::falseFailovers)
          .thenComparingDouble(Advised::lateShare)
          .thenComparingLong(Advised::p95Nanos);

  // state
  private final Map<Equal, List<Advised>> groups = new LinkedHashMap<>();

  /** Takes the advice for a phone or a path. */
  public void add(String name, Samples samples, Advice advice) {
    String path = samples.path().isEmpty() ? name : samples.path();
    groups
        .computeIfAbsent(new Equal(path, advice.kind()), equal -> new ArrayList<>(1))
        .add(new Advised(name, samples, advice));
  }

  /** Writes it to {@code out}, in the order in which phones came. */
  public void write(PrintWriter out) {
    groups.forEach((equal, phones) -> write(equal, phones, out));
  }

  private static void write(Equal equal, List<Advised> phones, PrintWriter out) {
    Advised worst = phones.stream().max(BY_FATE).orElseThrow();
    if (phones.size() == 1) {
      out.println("== " + worst.name());
    } else {
      List<String> names = phones.stream().map(Advised::name).toList();
      out.println(
          "== "
              + Words.names(names)
              + ": "
              + Counted.of(phones.size(), "phone")
              + " at "
              + equal.path());
      out.println("The figures are those of " + worst.name() + ", which fared worst.");
    }
    AdviceText.write(worst.samples(), worst.advice(), out);
    out.println();
  }
}
