package io.kald.docker.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays every scenario in one driver. */
@Tag("lab")
abstract class EveryFault {
  private static final ReadWriteLock MACHINE = new ReentrantReadWriteLock(true);

  /** Makes the calling test say what it lacks instead of failing. */
  abstract void assumeUsable();

  /** The driver's name: {@code containers}, {@code namespaces}. */
  abstract String driver();

  /** A lab of this driver. */
  abstract Lab lab(Path dir);

  static Stream<Named<Scenario>> scenarios() {
    List<String> wanted =
        Stream.of(System.getProperty("kald.lab.scenarios", "").split(",", -1))
            .filter(number -> !number.isBlank())
            .map(String::strip)
            .toList();
    return Scenarios.ALL.stream()
        .filter(one -> wanted.isEmpty() || wanted.contains(one.row().number()))
        .map(one -> Named.of(one.row().number() + ": " + one.row().fault(), one));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  @Execution(CONCURRENT)
  void shouldBeToldInTime(Scenario scenario, @TempDir Path dir) throws Exception {
    assumeUsable();
    assumeTrue(
        scenario.playsIn(driver()),
        () -> "not run: " + driver() + " cannot make this fault: " + scenario.row().fault());
    Lock machine = scenario.playsAlone() ? MACHINE.writeLock() : MACHINE.readLock();
    machine.lock();
    try {
      play(scenario, dir);
    } finally {
      machine.unlock();
    }
  }

  private void play(Scenario scenario, Path dir) throws Exception {
    // Servers that give up root look into it.
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    Played played = new Played(scenario.row());
    Runnable undo = scenario.prepare(dir);
    try (Lab lab = lab(dir)) {
      Stage stage = new Stage(lab, scenario.timing());
      played.begin(lab.driver(), stage.measured());
      scenario.play(stage);
      played.passed();
    } catch (Exception | AssertionError e) {
      keep(dir, played);
      throw e;
    } finally {
      undo.run();
      FaultTable.add(played);
    }
  }

  /** What there was when it failed: logs, captures, the journal. */
  private static void keep(Path dir, Played played) throws IOException {
    Path kept = Path.of("target", "lab", played.driver() + "-" + played.row().number());
    try (Stream<Path> files = Files.walk(dir)) {
      for (Path file : files.filter(Files::isRegularFile).filter(Files::isReadable).toList()) {
        Path copy = kept.resolve(dir.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
