package io.kald.agent.advise;

import io.kald.agent.advise.WorstCase.Cause;
import io.kald.agent.text.Counted;
import io.kald.probe.Phone;
import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.PhoneDetection.Kind;
import io.kald.probe.PhoneDevice;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Says for phones how long each kind of failure lasts at worst, under either detection. */
public final class Explain {
  /** In place of a device, for which nothing here depends on. */
  private static final PhoneDevice NOBODY = new PhoneDevice("", 0, 0, 0);

  private final PrintWriter out;
  private final long askedNanos;
  private final long learnedNanos;

  /**
   * An explanation on these assumptions.
   *
   * @param askedNanos how often nodes want a KeepAlive; they say so only when a phone registers
   * @param learnedNanos first interval that Normal has learned, or 0: not known
   */
  public Explain(PrintWriter out, long askedNanos, long learnedNanos) {
    this.out = out;
    this.askedNanos = askedNanos;
    this.learnedNanos = learnedNanos;
  }

  /**
   * Writes a table for each phone, one for all that differ in their names only; returns how many
   * phones there were.
   */
  public int write(List<Phone> phones) {
    Map<PhoneSpec, List<Phone>> equal = new LinkedHashMap<>();
    for (Phone phone : phones) {
      equal.computeIfAbsent(phone.spec().as(NOBODY), any -> new ArrayList<>(1)).add(phone);
    }
    String before = "";
    for (Map.Entry<PhoneSpec, List<Phone>> group : equal.entrySet()) {
      out.print(before);
      new Table(title(group.getValue()), group.getKey()).write();
      before = System.lineSeparator();
    }
    out.flush();
    return phones.size();
  }

  private static String title(List<Phone> phones) {
    return phones.size() == 1
        ? phones.get(0).name() + ", " + phones.get(0).spec().device().name()
        : Words.names(phones.stream().map(Phone::name).toList())
            + ", "
            + Counted.of(phones.size(), "phone");
  }

  /** The table of one phone. */
  private final class Table {
    private final String title;
    private final PhoneSpec phone;
    private final List<String> heads = new ArrayList<>();
    private final List<String> intervals = new ArrayList<>();
    private final List<WorstCase> cases = new ArrayList<>();

    Table(String title, PhoneSpec phone) {
      this.title = title;
      this.phone = phone;
      if (!phone.detection().wireless()) {
        bases().forEach(base -> add(Kind.NORMAL, base));
      }
      add(Kind.DELAYED, 1);
    }

    private LongStream bases() {
      Geometric of = phone.detection().geometric();
      long learned = Math.max(of.leastBaseNanos(), Math.min(of.mostBaseNanos(), learnedNanos));
      LongStream known =
          LongStream.of(of.leastBaseNanos(), of.startBaseNanos(), of.mostBaseNanos());
      return (learnedNanos > 0 ? LongStream.concat(known, LongStream.of(learned)) : known)
          .distinct()
          .sorted();
    }

    private void add(Kind kind, long baseNanos) {
      PhoneDetection of = phone.detection();
      PhoneDetection settings =
          new PhoneDetection(kind, of.wireless(), of.geometric(), of.missedAcks());
      boolean normal = kind == Kind.NORMAL;
      heads.add(normal ? "Normal" : "Delayed");
      intervals.add(normal ? Words.millis(baseNanos) : "");
      cases.add(WorstCase.of(phone, settings, baseNanos, askedNanos));
    }

    void write() {
      out.println(title + " at " + nodes());
      out.println("  " + inForce());
      out.println("  " + rhythm());
      out.println();
      row("", heads);
      row("first interval", intervals);
      row("noticed at most after", List.of());
      for (Cause cause : Cause.values()) {
        row("  " + cause.words(), cells(c -> c.noticedNanos(cause)));
      }
      row("without call control at most", List.of());
      for (Cause cause : Cause.values()) {
        row("  " + cause.words(), cells(c -> c.outageNanos(cause)));
      }
      out.println();
      out.println(
          "  The last three add "
              + span(cases.get(0).attemptNanos())
              + ", the most that connecting and registering with the next");
      out.println(
          "  node may take; each further node that does not answer adds as much again. With a");
      out.println("  standby link that works it is a fraction of a second.");
    }

    private String nodes() {
      String group =
          phone.nodes().stream().map(PhoneNode::target).collect(Collectors.joining(", then "));
      PhoneNode srst = phone.srst();
      return srst == null ? group : group + ", at last " + srst.target();
    }

    private String inForce() {
      PhoneDetection detection = phone.detection();
      if (detection.wireless()) {
        return "In force: Delayed, as the phone has no wire, where there is no fast detection.";
      }
      return "In force: "
          + (detection.effective() == Kind.NORMAL
              ? "Normal, whose first interval follows the path; some are shown."
              : "Delayed, which is the same on every path.");
    }

    private String rhythm() {
      long interval = WorstCase.keepAlive(phone.timers(), askedNanos);
      String held =
          interval == askedNanos
              ? "as its node asks"
              : "which is as near to the " + span(askedNanos) + " of its node as it may go";
      return "A KeepAlive every "
          + span(interval)
          + ", "
          + held
          + "; it leaves after "
          + phone.detection().missedAcks()
          + " without KeepAliveAck.";
    }

    private List<String> cells(ToLongFunction<WorstCase> figure) {
      return cases.stream().map(c -> span(figure.applyAsLong(c))).toList();
    }

    private void row(String first, List<String> cells) {
      String line =
          String.format(Locale.ROOT, "  %-28s", first)
              + cells.stream()
                  .map(cell -> String.format(Locale.ROOT, "%10s", cell))
                  .collect(Collectors.joining());
      out.println(line.stripTrailing());
    }
  }

  private static String span(long nanos) {
    return nanos == 0 ? "at once" : Words.seconds(nanos);
  }
}
