package io.kald.docker.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

/** Every fault in containers. */
class ContainerLabTest extends EveryFault {
  @Override
  void assumeUsable() {
    String missing = ContainerLab.missing();
    assumeTrue(missing.isEmpty(), "not run in containers: " + missing);
  }

  @Override
  String driver() {
    return "containers";
  }

  @Override
  Lab lab(Path dir) {
    return new ContainerLab(dir);
  }

  @AfterAll
  static void tell() {
    FaultTable.tell("containers");
  }
}
