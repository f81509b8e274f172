package io.kald.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.bus.Events;
import io.kald.agent.http.HttpLimits;
import io.kald.agent.http.Peer;
import io.kald.agent.metrics.PerService;
import io.kald.probe.Keepalive;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that mean harm cannot silence the admin port. */
@Tag("slow")
class SilenceTest {
  private static final int SERVICES = 2000;
  private static final String LAST = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  private static final long MOST_MEMORY = 64L << 20;

  private final List<Peer> peers = new ArrayList<>();
  private Admin admin;

  @BeforeEach
  void start() throws IOException {
    admin = new Admin(PerService.FULL, null);
    for (int i = 0; i < SERVICES; i++) {
      Keepalive keepalive = Events.tcp("service-" + i, "service-" + i);
      admin.take(Events.added(keepalive, admin.time.nanoTime()));
      admin.take(
          Events.probed(keepalive, Events.answered(300_000), Events.ALIVE, admin.time.nanoTime()));
    }
  }

  @AfterEach
  void stop() throws IOException {
    for (Peer peer : peers) {
      peer.close();
    }
    admin.close();
  }

  @Test
  void shouldAnswerWhileFourRequestsAreHalfSent() throws IOException {
    attack(4, "GET /metrics HTTP/1.1\r\nHost: loc");
    assertHealthy();
    assertThat(admin.get("/metrics").statusCode()).isEqualTo(200);
    assertThat(admin.get("/").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldAnswerUnderAllAttacksTogether() throws IOException {
    long before = memory();
    attack(500, "GET /-/healthy HTTP/1.1\r\nHo");
    assertHealthy();
    attack(100, "GET /metrics" + LAST);
    assertHealthy();
    attack(2000, "");
    for (int i = 0; i < 20; i++) {
      assertHealthy();
    }
    assertThat(memory() - before).isLessThan(MOST_MEMORY);
    assertThat(open()).isLessThanOrEqualTo(HttpLimits.USUAL.perClient());
    assertThat(admin.get("/metrics").body()).contains("service-" + (SERVICES - 1));
  }

  @Test
  void shouldAnswerItsHealthWhileTheScheduleStandsStill() throws IOException {
    admin.behindNanos = 3_000_000_000L;
    for (String path : List.of("/-/healthy", "/-/ready")) {
      assertThat(admin.get(path).statusCode()).isEqualTo(503);
      assertThat(admin.get(path).body()).contains("the schedule stands still, for 3000 ms");
    }
    assertThat(admin.get("/config").statusCode()).isEqualTo(200);
  }

  private void attack(int count, String bytes) throws IOException {
    for (int i = 0; i < count; i++) {
      Peer peer = new Peer(admin.address());
      peers.add(peer);
      try {
        peer.send(bytes);
      } catch (IOException e) {
        // Closed already, for one that came later.
        assertThat(e).isInstanceOf(SocketException.class);
      }
    }
  }

  private void assertHealthy() throws IOException {
    try (Peer peer = Peer.of(admin.address(), "GET /-/healthy" + LAST)) {
      assertThat(peer.rest()).startsWith("HTTP/1.1 200 OK").endsWith("Healthy\n");
    }
  }

  /** Connections that the server has not closed, as the kernel has them. */
  private long open() throws IOException {
    String port = ":%04X ".formatted(admin.port());
    List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("/proc/net/tcp")));
    lines.addAll(Files.readAllLines(Path.of("/proc/net/tcp6")));
    return lines.stream()
        .filter(line -> line.matches("\\s*\\d+: [0-9A-F]+" + port + ".* 01 .*"))
        .count();
  }

  private static long memory() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }
}
