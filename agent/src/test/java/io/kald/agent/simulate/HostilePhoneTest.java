package io.kald.agent.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.simulate.CucmOptions.Rules;
import io.kald.probe.lab.Await;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.LineStatReq;
import io.kald.sccp.MessageId;
import io.kald.sccp.Octets;
import io.kald.sccp.RawMessage;
import io.kald.sccp.SccpFrame;
import io.kald.sccp.SccpMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Phones that mean the simulator ill, on real sockets. */
class HostilePhoneTest {
  private static final String GOOD = "SEP001122334455";
  private static final String BAD = "SEP00DEADBEEF00";

  /** What both kernels may hold of a flood before anybody refuses it. */
  private static final long KERNELS_BYTES = 16 << 20;

  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();
  private Cucm cucm;

  @BeforeEach
  void start() throws SimulationException {
    cucm = cluster(Rules.DEFAULT);
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    cucm.close();
  }

  @Test
  @Tag("slow")
  void shouldEndWhoeverDoesNotReadItsAnswers() throws Exception {
    start(Rules.DEFAULT.throttledAt(Integer.MAX_VALUE));
    flood(new LineStatReq(1));
    Await.until("its end", () -> shed() == 1);
    assertThat(events)
        .anyMatch(e -> e.endsWith(BAD + " closed: it does not read, 65536 bytes of answers wait"));
    assertOthersServed();
  }

  @Test
  void shouldEndWhoeverSendsTooMuch() throws Exception {
    flood(KeepAlive.INSTANCE);
    Await.until("its end", () -> shed() == 1);
    assertThat(events).anyMatch(e -> e.endsWith("unregistered: it sent too many messages"));
    assertThat(cucm.state().node("cucm1").counts().acks()).isLessThanOrEqualTo(2_000);
    assertOthersServed();
  }

  @Test
  void shouldEndWhoeverSendsLongMessagesOfNoUse() throws Exception {
    flood(new RawMessage(MessageId.of(0x30), Octets.zeros(8_000)));
    Await.until("its end", () -> shed() == 1);
    assertOthersServed();
  }

  @Test
  void shouldEndWhoeverRegistersOverAndOver() throws Exception {
    Socket phone = connect();
    OutputStream out = phone.getOutputStream();
    for (int i = 0; i < 21; i++) {
      out.write(bytes(ScriptedPhone.register("SEP%012X".formatted(i), 17)));
    }
    Await.until("its end", () -> shed() == 1);
    assertThat(cucm.state().node("cucm1").counts().registers()).isEqualTo(20);
    assertThat(cucm.state().devices()).isEmpty();
    assertOthersServed();
  }

  @Test
  void shouldEndWhoeverRegistersOverAndOverByNewConnections() throws Exception {
    for (int i = 0; i < 20; i++) {
      ScriptedPhone.registered(cucm.node("cucm1"), BAD).close();
    }
    try (ScriptedPhone last = ScriptedPhone.connect(cucm.node("cucm1"))) {
      last.send(ScriptedPhone.register(BAD, 17));
      Await.until("its end", () -> shed() == 1);
    }
    assertThat(cucm.state().node("cucm1").counts().registers()).isEqualTo(20);
    assertOthersServed();
  }

  @Test
  void shouldCountTheMessagesOfADeviceOverItsConnections() throws Exception {
    start(Rules.DEFAULT.throttledAt(50));
    for (int i = 0; i < 2; i++) {
      try (ScriptedPhone phone = ScriptedPhone.registered(cucm.node("cucm1"), BAD)) {
        sendKeepAlives(phone);
        for (int got = 0; got < 20; got++) {
          phone.expect(KeepAliveAck.class);
        }
      }
    }
    try (ScriptedPhone phone = ScriptedPhone.registered(cucm.node("cucm1"), BAD)) {
      sendKeepAlives(phone);
      Await.until("its end", () -> shed() == 1);
    }
    assertThat(cucm.state().node("cucm1").counts().keepAlives()).isEqualTo(50);
    assertOthersServed();
  }

  private static void sendKeepAlives(ScriptedPhone phone) throws IOException {
    phone.send(Collections.nCopies(20, KeepAlive.INSTANCE).toArray(SccpMessage[]::new));
  }

  @Test
  @Tag("slow")
  void shouldEndWhoeverNeverEndsItsMessage() throws Exception {
    start(Rules.DEFAULT.keepAlive(1, 1));
    Socket half = connect();
    half.getOutputStream().write(new byte[] {100, 0, 0, 0, 0, 0});
    Socket silent = connect();
    Await.until("both", () -> links() == 2);
    Socket dripping = connect();
    dripping.getOutputStream().write(new byte[] {(byte) 0xa0, 0x0f, 0, 0});
    Await.until(
        "their end",
        () -> {
          drip(dripping);
          return shed() == 3;
        });
    assertThat(events)
        .filteredOn(e -> e.endsWith(" closed: nothing has come for three standby intervals"))
        .hasSize(3);
    assertThat(silent.getInputStream().read()).isEqualTo(-1);
    assertOthersServed();
  }

  @Test
  void shouldBoundTheAnswersThatWaitWhileANodeIsSlow() throws Exception {
    start(Rules.DEFAULT.throttledAt(Integer.MAX_VALUE));
    Socket phone = connect();
    phone.getOutputStream().write(bytes(ScriptedPhone.register(BAD, 17)));
    Await.until("its registration", () -> cucm.state().devices().containsKey(BAD));
    cucm.node("cucm1").fault(Fault.slow(Duration.ofMinutes(10)));
    flood(phone, KeepAlive.INSTANCE);
    Await.until("its end", () -> shed() == 1);
    assertThat(events).anyMatch(e -> e.endsWith("closed: 1000 answers wait for the slow node"));
    cucm.node("cucm1").fault(Fault.NONE);
    assertOthersServed();
  }

  @Test
  @Tag("slow")
  void shouldServePhonesAmongThousandsOfSilentConnections() throws Exception {
    start(Rules.DEFAULT.keepAlive(1, 1));
    for (int i = 0; i < 4_000; i++) {
      connect();
    }
    assertOthersServed();
    Await.until("their end", () -> shed() == 4_000);
    Await.until("all closed", () -> links() == 0);
  }

  private void start(Rules rules) throws SimulationException {
    cucm.close();
    cucm = cluster(rules);
  }

  private Cucm cluster(Rules rules) throws SimulationException {
    return Cucm.start(
        CucmOptions.loopback(1).with(rules), (node, event) -> events.add(node + ": " + event));
  }

  private long shed() {
    return cucm.state().node("cucm1").counts().shed();
  }

  private int links() {
    return cucm.state().node("cucm1").links();
  }

  /** A phone that never reads. */
  private Socket connect() throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(4096);
    InetSocketAddress node = cucm.node("cucm1").address();
    socket.connect(node, 20_000);
    return socket;
  }

  private void flood(SccpMessage message) throws Exception {
    Socket phone = connect();
    phone.getOutputStream().write(bytes(ScriptedPhone.register(BAD, 17)));
    flood(phone, message);
  }

  /** Sends until the node has ended the connection. */
  private static void flood(Socket phone, SccpMessage message) {
    byte[] bytes = bytes(message);
    long sent = 0;
    try {
      for (; sent < KERNELS_BYTES + 100L * bytes.length * 2_000; sent += bytes.length) {
        phone.getOutputStream().write(bytes);
      }
    } catch (IOException e) {
      assertThat(sent).as("ended: %s", e).isLessThan(KERNELS_BYTES + 2_000L * bytes.length);
      return;
    }
    throw new AssertionError(sent + " bytes of a flood were taken");
  }

  private static void drip(Socket socket) {
    try {
      socket.getOutputStream().write(0);
    } catch (IOException e) {
      assertThat(e).as("the node has closed it").isNotNull();
    }
  }

  private static byte[] bytes(SccpMessage message) {
    ByteBuf out = Unpooled.buffer();
    new SccpFrame(0, message, Octets.NONE).writeTo(out);
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes);
    out.release();
    return bytes;
  }

  private void assertOthersServed() throws Exception {
    try (ScriptedPhone good = ScriptedPhone.registered(cucm.node("cucm1"), GOOD)) {
      good.send(KeepAlive.INSTANCE);
      good.expect(KeepAliveAck.class);
    }
  }
}
