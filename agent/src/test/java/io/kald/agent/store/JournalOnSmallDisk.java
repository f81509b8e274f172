package io.kald.agent.store;

import io.kald.agent.bus.Events;
import io.kald.probe.Keepalive;
import io.kald.probe.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Fills a small disk with a journal, makes room, and says what it saw. */
final class JournalOnSmallDisk {
  private static final int LINES = 600;

  private JournalOnSmallDisk() {}

  /** Takes the directory. */
  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]);
    Path filler = directory.resolve("filler");
    Files.write(filler, new byte[16_000]);
    ManualTime time = new ManualTime();
    JournalSink journal =
        new JournalSink(
            new JournalOptions(directory, 1 << 20, TimeUnit.DAYS.toNanos(1), 2 << 20), time, time);
    Keepalive web = Events.tcp("web", "web");
    for (int i = 0; i < LINES; i++) {
      journal.accept(Events.probed(web, Events.answered(1000), Events.ALIVE, time.nanoTime()));
      if (i % 7 == 0) {
        journal.flush();
      }
    }
    journal.flush();
    long lost = journal.figures().linesLost();
    say("lines are lost", lost > 0 && journal.figures().failing());
    say("every line whole", torn(directory) == 0);
    for (int second = 0; second < 5; second++) {
      time.advance(TimeUnit.SECONDS.toNanos(1));
      journal.accept(Events.probed(web, Events.answered(1000), Events.ALIVE, time.nanoTime()));
      journal.flush();
    }
    lost = journal.figures().linesLost();
    say("one file", JournalFiles.list(directory).size() == 1);
    Files.delete(filler);
    time.advance(TimeUnit.SECONDS.toNanos(2));
    journal.accept(Events.probed(web, Events.answered(1000), Events.ALIVE, time.nanoTime()));
    journal.close();
    say("works again", !journal.figures().failing() && torn(directory) == 0);
    List<String> lines = lines(directory);
    List<String> told = lines.stream().filter(line -> line.contains("\"event\":\"lost\"")).toList();
    long sum = told.stream().mapToLong(JournalOnSmallDisk::lost).sum();
    say("lost lines told", sum == lost);
    say("nothing else lost", lines.size() - told.size() == LINES + 5 + 1 - lost);
  }

  private static long lost(String line) {
    return Long.parseLong(line.replaceFirst(".*\"lines\":(\\d+),.*", "$1"));
  }

  private static void say(String what, boolean holds) {
    System.out.println(what + ": " + holds);
  }

  private static long torn(Path directory) throws IOException {
    long torn = 0;
    for (Path file : JournalFiles.list(directory)) {
      torn += JournalReader.read(file, line -> {}).tornBytes();
    }
    return torn;
  }

  private static List<String> lines(Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : JournalFiles.list(directory)) {
      JournalReader.read(file, lines::add);
    }
    return lines;
  }
}
