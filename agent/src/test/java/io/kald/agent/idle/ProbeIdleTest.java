package io.kald.agent.idle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Netns;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Idle connections in networks with a firewall of the test's own between client and server. */
@Tag("slow")
final class ProbeIdleTest {
  private static final String CLIENT = "10.0.1.1";
  private static final String SERVER = "10.0.2.1";
  private static final int PORT = 2000;
  private static final long DEADLINE_SECONDS = 60;

  private final StringWriter out = new StringWriter();

  @Test
  void shouldFindASilentTimerBetweenTwoTimes() throws Exception {
    Finding found = behindFirewall("drop");

    assertThat(found.fate()).as(out.toString()).isEqualTo(Fate.SILENT);
    assertTimerFound(found);
  }

  @Test
  void shouldTellAnRstFromSilence() throws Exception {
    Finding found = behindFirewall("reject with tcp reset");

    assertThat(found.fate()).as(out.toString()).isEqualTo(Fate.RESET);
    assertTimerFound(found);
  }

  @Test
  void shouldSayThatAllLivesOnAPathThatForgetsNothing() throws Exception {
    Netns.assumeUsable();
    try (Netns here = Netns.create()) {
      assertThat(searchFrom(here, "127.0.0.1", true).fate()).isEqualTo(Fate.KEPT);
    }
  }

  @Test
  void shouldSayThatItIsTheServerThatCloses() throws Exception {
    Netns.assumeUsable();
    try (Netns here = Netns.create();
        Closing server = here.call(() -> new Closing(1_500))) {
      Finding found = searchFrom(here, "127.0.0.1", false);

      assertThat(found.fate()).as(out.toString()).isEqualTo(Fate.CLOSED);
      assertThat(found.deadNanos())
          .isBetween(TimeUnit.MILLISECONDS.toNanos(1_400), TimeUnit.MILLISECONDS.toNanos(2_900));
      assertThat(server.accepted).hasPositiveValue();
    }
  }

  @Test
  void shouldSayWhyThereIsNoConnection() throws Exception {
    Netns.assumeUsable();
    try (Netns here = Netns.create()) {
      Finding found = searchFrom(here, "127.0.0.1", false);
      assertThat(found.fate()).isEqualTo(Fate.NOT_CONNECTED);
      assertThat(found.detail()).isEqualTo("refused");
    }
  }

  /** The kernel's timer runs for 2 s; an entry may outlive it by the time a sweep takes. */
  private void assertTimerFound(Finding found) {
    assertThat(found.keptNanos()).as(out.toString()).isLessThan(TimeUnit.SECONDS.toNanos(3));
    assertThat(found.deadNanos())
        .as(out.toString())
        .isBetween(TimeUnit.SECONDS.toNanos(2), TimeUnit.SECONDS.toNanos(4));
    assertThat(out.toString()).contains("--- " + SERVER + ":" + PORT + " idle ---");
  }

  private Finding behindFirewall(String verdict) throws Exception {
    Netns.assumeUsable("nft");
    try (Netns client = Netns.create();
        Netns middle = Netns.create();
        Netns server = Netns.create()) {
      wire(client, middle, "near", CLIENT, "10.0.1.2");
      wire(server, middle, "far", SERVER, "10.0.2.2");
      middle.sysctl("net.ipv4.ip_forward=1");
      middle.nft("add table inet t");
      middle.nft("add chain inet t f { type filter hook forward priority 0; }");
      middle.nft("add rule inet t f ct state new tcp flags & (syn | ack) == syn accept");
      middle.nft("add rule inet t f ct state established accept");
      middle.nft("add rule inet t f meta l4proto tcp " + verdict);
      middle.sysctl("net.netfilter.nf_conntrack_tcp_timeout_established=2");
      middle.sysctl("net.netfilter.nf_conntrack_tcp_loose=0");
      try (Listeners listeners = server.call(() -> Listeners.accepting(SERVER, PORT))) {
        assertThat(listeners.port()).isEqualTo(PORT);
        return search(client, SERVER);
      }
    }
  }

  private static void wire(Netns end, Netns middle, String name, String mine, String gateway) {
    end.ip("link add eth0 type veth peer name " + name + " netns " + middle.name());
    end.ip("addr add " + mine + "/24 dev eth0");
    end.ip("link set eth0 up");
    middle.ip("addr add " + gateway + "/24 dev " + name);
    middle.ip("link set " + name + " up");
    end.ip("route add default via " + gateway);
  }

  private Finding searchFrom(Netns here, String address, boolean listening) throws Exception {
    if (!listening) {
      return search(here, address);
    }
    try (Listeners listeners = here.call(() -> Listeners.accepting(address, PORT))) {
      assertThat(listeners.port()).isEqualTo(PORT);
      return search(here, address);
    }
  }

  /** On a thread of the namespace: the threads it starts live there too. */
  private Finding search(Netns from, String address) throws Exception {
    IdlePlan plan =
        new IdlePlan(
            address,
            address,
            PORT,
            TimeUnit.SECONDS.toNanos(4),
            TimeUnit.MILLISECONDS.toNanos(500),
            8);
    CompletableFuture<Finding> found = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                from.enter();
                try (IdleRun run = IdleRun.prepare(plan)) {
                  found.complete(run.follow(new TextIdleOutput(new PrintWriter(out, true), plan)));
                }
              } catch (Exception e) {
                found.completeExceptionally(e);
              }
            },
            "idle-test");
    thread.start();
    try {
      return found.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } finally {
      thread.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
    }
  }

  /** A server that closes whoever says nothing for a while. */
  private static final class Closing implements AutoCloseable {
    private final ServerSocket listening;
    private final AtomicInteger accepted = new AtomicInteger();

    Closing(int millis) throws IOException {
      listening = new ServerSocket(PORT, 64, InetAddress.getLoopbackAddress());
      Thread thread = new Thread(() -> serve(millis), "closing-server");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve(int millis) {
      try {
        for (Socket socket = listening.accept(); ; socket = listening.accept()) {
          accepted.incrementAndGet();
          Socket one = socket;
          Thread waiting = new Thread(() -> waitFor(one, millis), "closing-connection");
          waiting.setDaemon(true);
          waiting.start();
        }
      } catch (SocketException e) {
        // Asked to close.
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void waitFor(Socket socket, int millis) {
      try (socket) {
        socket.setSoTimeout(millis);
        assertThat(socket.getInputStream().read()).as("data").isEqualTo(-1);
      } catch (IOException e) {
        // Its time is over; closing it is the point.
      }
    }

    @Override
    public void close() throws IOException {
      listening.close();
    }
  }
}
