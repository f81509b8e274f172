package io.kald.probe.phone.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.PhoneDetection.Kind;
import io.kald.probe.PhoneSpec;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.net.Loops;
import io.kald.probe.phone.ReadBudget;
import io.kald.probe.phone.Trouble;
import io.kald.probe.time.NanoClock;
import io.kald.sccp.CapabilitiesReq;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.MessageId;
import io.kald.sccp.Octets;
import io.kald.sccp.RawMessage;
import io.kald.sccp.RegisterReject;
import io.kald.sccp.Reset;
import io.kald.sccp.SccpMessage;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes that mean a phone, its loop or its machine ill, on real sockets. */
class HostileNodeTest {
  /** Both ends' kernels hold some of what a flood sends before anybody refuses it. */
  private static final long KERNELS_BYTES = 8 << 20;

  private static final SccpMessage UNKNOWN =
      new RawMessage(MessageId.of(0x86), Octets.zeros(8_000));

  static Stream<byte[]> floods() {
    return Stream.of(
        HostileNode.times(100, CapabilitiesReq.INSTANCE),
        HostileNode.times(100, KeepAliveAck.INSTANCE),
        HostileNode.times(100, Reset.of(Reset.Kind.APPLY_CONFIG)),
        HostileNode.times(8, UNKNOWN),
        new byte[] {4, 0, 0, 0, 0, 0, 0, 0, 0x55, 0x55, 0, 0});
  }

  @ParameterizedTest
  @MethodSource("floods")
  void shouldCloseOnARegisteredNodeThatSendsTooMuch(byte[] flood) {
    try (HostileNode node = new HostileNode(HostileNode.flood(HostileNode.REGISTRATION, flood));
        PhoneLab lab = PhoneLab.at(node.port()).until("failover n0 ->  CM-aborted-TCP")) {
      lab.await(() -> node.ended.get() > 0, "its end", 20);
      assertThat(node.mostBytes.get()).isLessThan(KERNELS_BYTES);
      assertThat(lab.told).contains("DOWN");
    }
  }

  @ParameterizedTest
  @MethodSource("floods")
  void shouldCloseOnANodeThatSendsTooMuchBeforeItRegisters(byte[] flood) {
    try (HostileNode node = new HostileNode(HostileNode.flood(new byte[0], flood));
        PhoneLab lab = PhoneLab.at(node.port()).until("failed n0 flood")) {
      PhoneFact.RegistrationFailed fact = lab.first(PhoneFact.RegistrationFailed.class);
      assertThat(fact.detail()).isEqualTo(ReadBudget.WORDS);
      lab.await(() -> node.ended.get() > 0, "its end", 20);
      assertThat(node.mostBytes.get()).isLessThan(KERNELS_BYTES);
    }
  }

  @Test
  void shouldKeepTheLoopForOthersWhileOneNodeFloods() {
    byte[] flood = HostileNode.times(100, CapabilitiesReq.INSTANCE);
    try (HostileNode node = new HostileNode(HostileNode.flood(HostileNode.REGISTRATION, flood));
        ScriptedNode good = new ScriptedNode();
        PhoneLab lab = PhoneLab.at(node.port(), good.port())) {
      lab.until("failover n0 -> n1 CM-aborted-TCP").until("active n1 sccp-acked");
      assertThat(lab.told).doesNotContain("DOWN");
    }
  }

  @Test
  void shouldAnswerEachQuestionOnceInARegistration() {
    try (ScriptedNode node = new ScriptedNode();
        PhoneLab lab = PhoneLab.at(node).until("active n0 sccp-acked")) {
      SccpMessage[] all =
          IntStream.range(0, 500)
              .mapToObj(i -> CapabilitiesReq.INSTANCE)
              .toArray(SccpMessage[]::new);
      node.say(all);
      int before = node.count("KeepAlive");
      lab.await(() -> node.count("KeepAlive") > before + 1, "KeepAlives that follow", 20);
      assertThat(node.count("CapabilitiesRes")).isEqualTo(1);
      assertThat(node.count("TimeDateReq")).isEqualTo(1);
    }
  }

  /** A frame that never ends is waited for no longer than the registration may take. */
  @Test
  @Tag("slow")
  void shouldNotWaitForTheRestOfAFrame() {
    byte[] half = {100, 0, 0, 0, 0, 0};
    try (HostileNode node =
            new HostileNode(
                (own, socket) -> {
                  socket.getOutputStream().write(half);
                  socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                });
        PhoneLab lab = PhoneLab.at(node.port())) {
      lab.until("failed n0 register-timeout");
    }
  }

  @Test
  void shouldCutTheWordsOfARefusal() {
    try (ScriptedNode node = new ScriptedNode()) {
      node.rejects = "x".repeat(8_000);
      try (PhoneLab lab = PhoneLab.at(node).until("failed n0 rejected")) {
        assertThat(lab.first(PhoneFact.RegistrationFailed.class).detail()).hasSize(69);
      }
    }
    assertThat(Trouble.rejected("Device Unknown").detail()).isEqualTo("Device Unknown");
    assertThat(new RegisterReject("").text()).isEmpty();
  }

  /** Whatever makes a phone send: what a node does not read is bounded. */
  @Test
  void shouldCloseAConnectionWhoseNodeDoesNotRead() throws Exception {
    Loops loops = Loops.start("hostile-test", 1, true);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Sending sending = new Sending();
      PhoneSpec spec = BrokenPathTest.spec(Kind.NORMAL, server.getLocalPort());
      PhoneLink link = new PhoneLink(0, "127.0.0.1", NanoClock.SYSTEM, sending);
      loops
          .all()
          .get(0)
          .submit(
              () ->
                  new LinkOpener(loops.all().get(0), spec, PhoneSecurity.of(null), null)
                      .open(link, server.getLocalPort()))
          .sync();
      assertThat(sending.end.get(20, TimeUnit.SECONDS)).isEqualTo(Trouble.NOT_READING);
      assertThat(sending.end.get().word()).isEqualTo("not-reading");
    } finally {
      loops.close();
    }
  }

  /** Sends until it may not. */
  private static final class Sending implements PhoneLink.Listener {
    final CompletableFuture<Trouble> end = new CompletableFuture<>();

    @Override
    public void connected(PhoneLink link) {
      for (int i = 0; i < 100_000 && !end.isDone(); i++) {
        link.send(List.of(UNKNOWN));
      }
    }

    @Override
    public void received(PhoneLink link, SccpMessage message) {
      throw new AssertionError("nobody sends anything: " + message);
    }

    @Override
    public void ended(PhoneLink link, Trouble trouble) {
      end.complete(trouble);
    }
  }
}
