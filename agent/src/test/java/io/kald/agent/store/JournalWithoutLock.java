package io.kald.agent.store;

import io.kald.agent.bus.Events;
import io.kald.probe.Keepalive;
import io.kald.probe.time.ManualTime;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/**
 * Begins a journal where its lock cannot be made yet, makes that possible, and says what it saw.
 */
final class JournalWithoutLock {
  private final ManualTime time = new ManualTime();
  private final Keepalive web = Events.tcp("web", "web");
  private final JournalOptions options;

  private JournalWithoutLock(Path directory) {
    this.options = new JournalOptions(directory, 1 << 20, TimeUnit.DAYS.toNanos(1), 2 << 20);
  }

  /** Takes the directory and two commands of the shell: what goes wrong, and what ends it. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new JournalWithoutLock(Path.of(args[0])).run(args[1], args[2]);
  }

  private void run(String fault, String end) throws IOException, InterruptedException {
    shell(fault);
    JournalSink journal = new JournalSink(options, time, time);
    journal.claim();
    write(journal);
    say("lines are lost", journal.figures().failing() && journal.figures().linesLost() == 1);
    shell(end);
    time.advance(TimeUnit.SECONDS.toNanos(1));
    write(journal);
    say("works again", !journal.figures().failing() && journal.figures().lines() == 2);
    say("second refused", refused());
    journal.close();
    Path file = JournalFiles.list(options.directory()).get(0);
    say("lost lines told", Files.readString(file).contains("\"event\":\"lost\""));
    try (FileChannel lock =
        FileChannel.open(options.directory().resolve("kald.lock"), StandardOpenOption.WRITE)) {
      say("lock left", lock.tryLock() != null);
    }
  }

  private boolean refused() {
    try {
      new JournalSink(options, time, time).claim();
      return false;
    } catch (JournalInUseException e) {
      // As it is to be.
      return true;
    }
  }

  private void write(JournalSink journal) {
    journal.accept(Events.probed(web, Events.answered(1000), Events.ALIVE, time.nanoTime()));
    journal.flush();
  }

  private static void shell(String command) throws IOException, InterruptedException {
    int code = new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
    say(command, code == 0);
  }

  private static void say(String what, boolean holds) {
    System.out.println(what + ": " + holds);
  }
}
