package io.kald.probe.tcp;

import static io.kald.probe.tcp.ProbeLoop.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.probe.Egress;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.lab.Kernel;
import io.kald.probe.lab.Listeners;
import io.kald.probe.net.Descriptors;
import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptors: when there are none, and that none are lost. */
final class TcpLimitsTest {
  private static final String LOCAL = "127.0.0.1";

  @BeforeEach
  void assume() {
    assumeTrue(Libc.available(), "not run: needs 64-bit Linux");
  }

  private static ProbeLoop loop(String transport) {
    return "nio".equals(transport) ? ProbeLoop.nio(null) : ProbeLoop.epoll();
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "nio"})
  void shouldNotProbeWithoutADescriptor(String transport) {
    Egress missing = new Egress("192.0.2.1", null, null, Egress.KERNEL, Egress.KERNEL, -1);
    try (ProbeLoop loop = loop(transport);
        Listeners server = Listeners.accepting(LOCAL)) {
      TcpProber prober = loop.open(ProbeLoop.spec(server.port(), TcpClose.RST), LOCAL);
      // Loads every class on the way: without descriptors none can be loaded.
      loop.probe(ProbeLoop.from(missing, 80), LOCAL, PATIENCE);
      ProbeOutcome outcome = loop.on(() -> withoutDescriptors(prober));
      assertThat(outcome)
          .isInstanceOfSatisfying(
              NotProbed.class,
              not -> {
                assertThat(not.reason()).isEqualTo(Reason.NO_DESCRIPTOR);
                assertThat(not.detail()).containsIgnoringCase("too many open files");
              });
      assertThat(loop.probe(prober, PATIENCE).outcome()).isInstanceOf(Answered.class);
    }
  }

  /** Whether the source address is there cannot be asked then. */
  @Test
  void shouldNotBlameTheTargetWithoutADescriptor() {
    try (ProbeLoop other = loop("epoll");
        ProbeLoop loop = loop("epoll");
        Listeners server = Listeners.full(LOCAL)) {
      // Loads every class on the way; the loop under test has asked for nothing by then.
      other.probe(ProbeLoop.spec(server.port(), TcpClose.RST), LOCAL, 1);
      assertThat(Errno.at("socket", Errno.EMFILE).reason()).isEqualTo(Reason.NO_DESCRIPTOR);
      TcpProber prober = loop.open(ProbeLoop.spec(server.port(), TcpClose.RST), LOCAL);
      TcpProber second = loop.open(ProbeLoop.spec(server.port(), TcpClose.RST), LOCAL);
      NotProbed outcome =
          (NotProbed)
              loop.on(
                  () -> {
                    prober.send(0, result -> {});
                    return withoutDescriptors(() -> prober.expire(1)).outcome();
                  });
      assertThat(outcome.reason()).isEqualTo(Reason.NO_DESCRIPTOR);
      assertThat(outcome.detail())
          .isEqualTo("asking for source address 127.0.0.1: EMFILE (too many open files)");
      assertThat(loop.probe(second, 1).outcome()).isInstanceOf(Unanswered.class);
    }
  }

  private static ProbeOutcome withoutDescriptors(TcpProber prober) throws Exception {
    List<ProbeResult> results = new ArrayList<>();
    withoutDescriptors(
        () -> {
          prober.send(0, results::add);
          return true;
        });
    return results.get(0).outcome();
  }

  private static <T> T withoutDescriptors(Callable<T> work) throws Exception {
    Descriptors limits = Descriptors.now();
    Kernel.descriptorLimit(limits.soft(), limits.hard());
    Kernel.descriptorLimit(3, limits.hard());
    try {
      return work.call();
    } finally {
      Kernel.descriptorLimit(limits.soft(), limits.hard());
    }
  }

  @ParameterizedTest
  @EnumSource(TcpClose.class)
  void shouldKeepNoMoreSocketsThanAllowed(TcpClose close) {
    try (ProbeLoop loop = loop("epoll");
        Listeners server = Listeners.neverAccepting(LOCAL, 0, 1000)) {
      List<TcpProber> probers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        probers.add(loop.open(ProbeLoop.spec(server.port(), close), LOCAL));
      }
      int before = sockets();
      for (TcpProber prober : probers) {
        assertThat(loop.probe(prober, PATIENCE).outcome()).isInstanceOf(Answered.class);
      }
      assertThat(sockets() - before).isEqualTo(close == TcpClose.FIN ? 0 : 1);
      for (TcpProber prober : probers) {
        loop.on(
            () -> {
              prober.close();
              return true;
            });
      }
      assertThat(sockets()).isEqualTo(before);
    }
  }

  @Test
  void shouldPassTheLeaveToKeepOn() {
    try (ProbeLoop loop = loop("epoll");
        Listeners server = Listeners.neverAccepting(LOCAL, 0, 1000)) {
      TcpProber first = loop.open(ProbeLoop.spec(server.port(), TcpClose.RST), LOCAL);
      TcpProber second = loop.open(ProbeLoop.spec(server.port(), TcpClose.RST), LOCAL);
      int before = sockets();
      for (TcpProber prober : List.of(first, second, second)) {
        loop.probe(prober, PATIENCE);
        assertThat(sockets() - before).isEqualTo(1);
      }
      loop.on(
          () -> {
            first.close();
            return true;
          });
      assertThat(sockets()).isEqualTo(before);
      loop.probe(second, PATIENCE);
      assertThat(sockets() - before).isEqualTo(1);
    }
  }

  @Test
  void shouldCloseEverythingAtTheEnd() {
    Set<String> before = socketNames();
    try (Listeners server = Listeners.full(LOCAL);
        ProbeLoop loop = loop("epoll")) {
      for (int i = 0; i < 10; i++) {
        TcpProber prober = loop.open(ProbeLoop.spec(server.port(), TcpClose.RST), LOCAL);
        loop.on(
            () -> {
              prober.send(0, late -> {});
              return true;
            });
      }
      // Ten probes, the server and its two clients, the one that wants the kernel's stamps, and the
      // three that see this machine's network.
      assertThat(newSince(before)).hasSize(17);
    }
    assertThat(newSince(before)).isEmpty();
  }

  /** Sockets of an earlier test may go away meanwhile, so they are told apart by name. */
  private static Set<String> newSince(Set<String> before) {
    Set<String> now = socketNames();
    now.removeAll(before);
    return now;
  }

  private static int sockets() {
    return socketNames().size();
  }

  private static Set<String> socketNames() {
    Set<String> names = new HashSet<>();
    for (File fd : Objects.requireNonNull(new File("/proc/self/fd").listFiles())) {
      String name = target(fd);
      if (name.startsWith("socket:")) {
        names.add(name);
      }
    }
    return names;
  }

  private static String target(File fd) {
    try {
      return Files.readSymbolicLink(fd.toPath()).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }
}
