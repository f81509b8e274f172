package io.kald.docker.lab;

import static org.junit.jupiter.api.parallel.ExecutionMode.CONCURRENT;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays every scenario in one driver. */
@Tag("lab")
abstract class EveryFault {
  /** Makes the calling test say what it lacks instead of failing. */
  abstract void assumeUsable();

  /** A lab of this driver. */
  abstract Lab lab(Path dir);

  static Stream<Scenario> scenarios() {
    List<String> wanted =
        Stream.of(System.getProperty("kald.lab.scenarios", "").split(",", -1))
            .filter(number -> !number.isBlank())
            .map(String::strip)
            .toList();
    return Scenarios.ALL.stream()
        .filter(one -> wanted.isEmpty() || wanted.contains(one.row().number()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  @Execution(CONCURRENT)
  void shouldBeToldInTime(Scenario scenario, @TempDir Path dir) throws Exception {
    assumeUsable();
    // Servers that give up root look into it.
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
    Played played = new Played(scenario.row());
    try (Lab lab = lab(dir)) {
      Stage stage = new Stage(lab, scenario.timing());
      played.begin(lab.driver(), stage.measured());
      scenario.play(stage);
      played.passed();
    } finally {
      FaultTable.add(played);
    }
  }
}
