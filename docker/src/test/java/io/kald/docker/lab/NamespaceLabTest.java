package io.kald.docker.lab;

import io.kald.probe.lab.Netns;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

/** Every fault in network namespaces. */
class NamespaceLabTest extends EveryFault {
  @Override
  void assumeUsable() {
    Netns.assumeUsable("nft", "tcpdump", "curl", "setsid", "nginx");
  }

  @Override
  Lab lab(Path dir) {
    return new NamespaceLab(dir);
  }

  @AfterAll
  static void tell() {
    FaultTable.tell("namespaces");
  }
}
