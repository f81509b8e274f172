package io.kald.docker.lab;

import io.kald.probe.lab.Netns;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

/** Every fault in network namespaces. */
class NamespaceLabTest extends EveryFault {
  private static final String[] TOOLS = {
    "nft", "tcpdump", "curl", "setsid", "setpriv", "ping", "python3"
  };
  private static final String[] SERVERS = {
    "nginx", "haproxy", "vsftpd", "redis-server", "redis-cli", "pg_ctlcluster"
  };

  @Override
  void assumeUsable() {
    Netns.assumeUsable(TOOLS);
    Netns.assumeUsable(SERVERS);
  }

  @Override
  String driver() {
    return "namespaces";
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
