package io.kald.agent.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.agent.simulate.CucmOptions.Rules;
import io.kald.agent.simulate.CucmOptions.TimedFault;
import io.kald.probe.lab.Await;
import io.kald.probe.net.Loops;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.RegisterAck;
import io.kald.sccp.RegisterReject;
import io.kald.sccp.RegisterTokenAck;
import io.kald.sccp.RegisterTokenReject;
import io.kald.sccp.RegisterTokenReq;
import io.kald.sccp.Reset;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fault, as the other end of a connection meets it. */
final class CucmFaultsTest {
  private static final String PHONE = "SEP001122334455";
  private static final String LATER = "SEP001122334466";

  private Cucm cucm;
  private CucmNode node;
  private CucmNode other;

  @BeforeEach
  void start() throws Exception {
    cucm = Cucm.start(CucmOptions.loopback(2));
    node = cucm.node("cucm1");
    other = cucm.node("cucm2");
  }

  @AfterEach
  void close() {
    cucm.close();
  }

  @Test
  void shouldHangWhileTheKernelAcknowledges() throws Exception {
    try (ScriptedPhone phone = ScriptedPhone.registered(node, PHONE)) {
      node.fault(Fault.HANG);

      phone.send(KeepAlive.INSTANCE);
      phone.send(KeepAlive.INSTANCE);
      Await.until("TCP's own acknowledgement", () -> phone.kernel().unackedBytes() == 0);
      assertThatTheOtherNodeWorks();
      assertThat(cucm.state().node("cucm1").counts().keepAlives()).isZero();
      assertThat(cucm.state().devices()).containsEntry(PHONE, "cucm1");
      assertThat(phone.waiting()).isZero();

      node.fault(Fault.NONE);
      phone.expect(KeepAliveAck.class);
      phone.expect(KeepAliveAck.class);
    }
  }

  @Test
  void shouldCloseWhileFaultsAreSwitched() {
    List<TimedFault> script =
        IntStream.range(0, 400)
            .mapToObj(
                i -> new TimedFault("cucm1", i % 2 == 0 ? Fault.HANG : Fault.NONE, i * 50_000L))
            .toList();
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int i = 0; i < 25; i++) {
            Cucm.start(CucmOptions.loopback(1).withScript(script)).close();
          }
        });
  }

  @Test
  void shouldLetTheKernelAcceptWhileItHangs() throws Exception {
    node.fault(Fault.HANG);
    try (ScriptedPhone late = ScriptedPhone.connect(node)) {
      late.send(ScriptedPhone.register(LATER, 17));
      Await.until("TCP's own acknowledgement", () -> late.kernel().unackedBytes() == 0);
      assertThatTheOtherNodeWorks();
      assertThat(late.waiting()).isZero();
      assertThat(cucm.state().node("cucm1").links()).isZero();

      node.fault(Fault.NONE);
      late.expect(RegisterAck.class);
    }
  }

  private void assertThatTheOtherNodeWorks() throws Exception {
    try (ScriptedPhone elsewhere = ScriptedPhone.registered(other, "SEP001122334477")) {
      elsewhere.send(KeepAlive.INSTANCE);
      elsewhere.expect(KeepAliveAck.class);
    }
  }

  @Test
  void shouldHandAPhoneOverFromANodeThatHangs() throws Exception {
    try (ScriptedPhone old = ScriptedPhone.registered(node, PHONE)) {
      node.fault(Fault.HANG);
      try (ScriptedPhone anew = ScriptedPhone.registered(other, PHONE)) {
        assertThat(cucm.state().devices()).containsExactly(Map.entry(PHONE, "cucm2"));

        node.fault(Fault.NONE);
        assertThat(old.end()).isEqualTo("fin");
        anew.send(KeepAlive.INSTANCE);
        anew.expect(KeepAliveAck.class);
        assertThat(cucm.state().devices()).containsExactly(Map.entry(PHONE, "cucm2"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"stop,fin", "kill,rst"})
  void shouldBeGoneAndComeBackOnTheSamePort(String fault, String end) throws Exception {
    try (ScriptedPhone phone = ScriptedPhone.registered(node, PHONE);
        ScriptedPhone backup = ScriptedPhone.connect(node)) {
      Await.until("both", () -> cucm.state().node("cucm1").links() == 2);
      node.fault(Fault.parse(fault));

      assertThat(phone.end()).isEqualTo(end);
      assertThat(backup.end()).isEqualTo(end);
      assertThat(cucm.state().devices()).isEmpty();
      assertThatThrownBy(() -> ScriptedPhone.connect(node)).isInstanceOf(ConnectException.class);
    }
    var before = node.address();
    node.fault(Fault.NONE);
    assertThat(node.address()).isEqualTo(before);
    ScriptedPhone.registered(node, PHONE).close();
  }

  @Test
  @Tag("slow")
  void shouldBreakThePathSoThatNotEvenTheKernelAnswers() throws Exception {
    assumeTrue(Loops.nativeAvailable(), "not run: a path can be broken on Linux only");
    try (ScriptedPhone phone = ScriptedPhone.registered(node, PHONE)) {
      Await.until("all is acknowledged", () -> phone.kernel().unackedBytes() == 0);
      node.fault(Fault.DROP);

      phone.send(KeepAlive.INSTANCE);
      Await.until("sent again and again", () -> phone.kernel().retransmits() >= 2);
      assertThat(phone.kernel().unackedBytes()).isEqualTo(12);
      try (Socket late = new Socket()) {
        assertThatThrownBy(() -> late.connect(node.address(), 500))
            .isInstanceOf(SocketTimeoutException.class);
      }
      assertThat(cucm.state().node("cucm1").links()).isEqualTo(1);

      node.fault(Fault.NONE);
      phone.expect(KeepAliveAck.class);
      Await.until("acknowledged", () -> phone.kernel().unackedBytes() == 0);
      ScriptedPhone.registered(node, LATER).close();
    }
  }

  @Test
  void shouldHoldBackWhatABrokenPathWouldNotCarry() throws Exception {
    assumeTrue(Loops.nativeAvailable(), "not run: a path can be broken on Linux only");
    try (ScriptedPhone old = ScriptedPhone.registered(node, PHONE)) {
      node.fault(Fault.DROP);
      try (ScriptedPhone anew = ScriptedPhone.registered(other, PHONE)) {
        node.fault(Fault.reset(Reset.Kind.RESTART));
        assertThat(old.waiting()).isZero();
        node.fault(Fault.NONE);
        assertThat(old.end()).isEqualTo("fin");
        anew.send(KeepAlive.INSTANCE);
        anew.expect(KeepAliveAck.class);
      }
    }
  }

  @Test
  void shouldAnswerLate() throws Exception {
    try (ScriptedPhone phone = ScriptedPhone.registered(node, PHONE)) {
      node.fault(Fault.slow(Duration.ofMillis(300)));
      long sent = System.nanoTime();
      phone.send(KeepAlive.INSTANCE);
      phone.expect(KeepAliveAck.class);
      assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(300_000_000L);
      assertThat(cucm.state().node("cucm1").fault()).hasToString("slow=300ms");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "reset,RESTART",
    "reset=restart,RESTART",
    "reset=reset,RESET",
    "reset=apply,APPLY_CONFIG"
  })
  void shouldTellRegisteredPhonesToStartAgain(String fault, Reset.Kind kind) throws Exception {
    try (ScriptedPhone phone = ScriptedPhone.registered(node, PHONE);
        ScriptedPhone backup = ScriptedPhone.connect(node)) {
      Await.until("both", () -> cucm.state().node("cucm1").links() == 2);
      node.fault(Fault.parse(fault));
      assertThat(phone.expect(Reset.class).kind()).isEqualTo(kind);
      assertThat(node.fault()).isEqualTo(Fault.NONE);
      backup.send(RegisterTokenReq.of(ScriptedPhone.station(LATER)));
      backup.expect(RegisterTokenAck.class);
    }
  }

  @Test
  void shouldRejectEveryRegister() throws Exception {
    try (ScriptedPhone before = ScriptedPhone.registered(node, PHONE);
        ScriptedPhone phone = ScriptedPhone.connect(node)) {
      node.fault(Fault.REJECT);
      phone.send(ScriptedPhone.register(LATER, 17));
      assertThat(phone.expect(RegisterReject.class).text()).startsWith("Error");
      before.send(KeepAlive.INSTANCE);
      before.expect(KeepAliveAck.class);
      node.fault(Fault.NONE);
      phone.register(LATER);
    }
  }

  @Test
  void shouldRefuseTokens() throws Exception {
    node.fault(Fault.REFUSE_TOKENS);
    try (ScriptedPhone phone = ScriptedPhone.connect(node)) {
      phone.send(RegisterTokenReq.of(ScriptedPhone.station(PHONE)));
      assertThat(phone.expect(RegisterTokenReject.class).waitSeconds()).isEqualTo(10);
      node.fault(Fault.NONE);
      phone.send(RegisterTokenReq.of(ScriptedPhone.station(PHONE)));
      phone.expect(RegisterTokenAck.class);
    }
  }

  @Test
  void shouldCutRegisteredPhonesOffAsIfTheySentTooMuch() throws Exception {
    try (ScriptedPhone phone = ScriptedPhone.registered(node, PHONE)) {
      node.fault(Fault.THROTTLE);
      assertThat(phone.end()).isEqualTo("fin");
      assertThat(cucm.state().devices()).isEmpty();
    }
    ScriptedPhone.registered(node, PHONE).close();
  }

  @Test
  void shouldKeepAnActForWhenTheNodeWakes() throws Exception {
    try (ScriptedPhone phone = ScriptedPhone.registered(node, PHONE)) {
      node.fault(Fault.HANG);
      node.fault(Fault.reset(Reset.Kind.RESTART));
      assertThat(node.fault()).isEqualTo(Fault.HANG);
      assertThat(phone.waiting()).isZero();
      node.fault(Fault.NONE);
      phone.expect(Reset.class);
    }
  }

  @Test
  @Tag("slow")
  void shouldNotGiveUpPhonesThatKeptSendingWhileItHung() throws Exception {
    try (Cucm quick = Cucm.start(CucmOptions.loopback(1).with(Rules.DEFAULT.keepAlive(1, 1)));
        ScriptedPhone phone = ScriptedPhone.registered(quick.node("cucm1"), PHONE)) {
      CucmNode hung = quick.node("cucm1");
      hung.fault(Fault.HANG);
      long until = System.nanoTime() + Duration.ofMillis(3_500).toNanos();
      while (until - System.nanoTime() > 0) {
        phone.send(KeepAlive.INSTANCE);
        LockSupport.parkNanos(500_000_000L);
      }
      hung.fault(Fault.NONE);
      phone.expect(KeepAliveAck.class);
      assertThat(quick.state().devices()).containsKey(PHONE);
    }
  }

  @Test
  void shouldDoWhatTheScriptSays() throws Exception {
    CucmOptions options =
        CucmOptions.loopback(1)
            .withScript(
                List.of(
                    new TimedFault("cucm1", Fault.REJECT, 0),
                    new TimedFault("cucm1", Fault.NONE, 300_000_000L)));
    try (Cucm scripted = Cucm.start(options)) {
      CucmNode only = scripted.node("cucm1");
      Await.until("reject", () -> only.fault().equals(Fault.REJECT));
      Await.until("none", () -> only.fault().equals(Fault.NONE));
    }
    CucmOptions wrong =
        CucmOptions.loopback(1).withScript(List.of(new TimedFault("x", Fault.NONE, 0)));
    assertThatThrownBy(() -> Cucm.start(wrong))
        .isInstanceOf(SimulationException.class)
        .hasMessage("there is no node x (expected: cucm1)");
  }

  @Test
  void shouldEndWhileANodeHangs() throws Exception {
    try (ScriptedPhone phone = ScriptedPhone.registered(node, PHONE)) {
      node.fault(Fault.HANG);
      cucm.close();
      assertThat(phone.end()).isEqualTo("fin");
    }
    assertThatThrownBy(() -> node.fault(Fault.NONE)).hasMessage("the cluster is closed");
  }
}
