package io.kald.agent.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.agent.simulate.CucmOptions.Rules;
import io.kald.agent.simulate.CucmState.Counts;
import io.kald.probe.lab.Await;
import io.kald.sccp.ButtonTemplateReq;
import io.kald.sccp.ButtonTemplateRes;
import io.kald.sccp.ConfigStatReq;
import io.kald.sccp.ConfigStatRes;
import io.kald.sccp.DefineTimeDate;
import io.kald.sccp.IpPort;
import io.kald.sccp.KeepAlive;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.LineStatReq;
import io.kald.sccp.LineStatRes;
import io.kald.sccp.LineStatV2Res;
import io.kald.sccp.MessageId;
import io.kald.sccp.Octets;
import io.kald.sccp.RawMessage;
import io.kald.sccp.RegisterAck;
import io.kald.sccp.RegisterAvailableLines;
import io.kald.sccp.RegisterReject;
import io.kald.sccp.RegisterTokenAck;
import io.kald.sccp.RegisterTokenReject;
import io.kald.sccp.RegisterTokenReq;
import io.kald.sccp.ServerReq;
import io.kald.sccp.ServerRes;
import io.kald.sccp.SoftKeySetReq;
import io.kald.sccp.SoftKeySetRes;
import io.kald.sccp.SoftKeyTemplateReq;
import io.kald.sccp.SoftKeyTemplateRes;
import io.kald.sccp.SpcpRegisterTokenAck;
import io.kald.sccp.SpcpRegisterTokenReject;
import io.kald.sccp.SpcpRegisterTokenReq;
import io.kald.sccp.TimeDateReq;
import io.kald.sccp.Unregister;
import io.kald.sccp.UnregisterAck;
import io.kald.sccp.VersionReq;
import io.kald.sccp.VersionRes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cluster as a phone sees it when nothing is wrong. */
final class CucmTest {
  private static final String PHONE = "SEP001122334455";
  private static final String OTHER = "SEP001122334466";

  @Test
  void shouldRegisterAPhoneWithTheIntervalsItWasGiven() throws Exception {
    Rules rules = Rules.DEFAULT.keepAlive(7, 13).speaking(15);
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(1).with(rules));
        ScriptedPhone phone = ScriptedPhone.connect(cucm.node("cucm1"))) {
      RegisterAck ack = phone.register(PHONE);

      assertThat(ack.keepAliveSeconds()).isEqualTo(7);
      assertThat(ack.newer())
          .hasValueSatisfying(
              newer -> {
                assertThat(newer.secondaryKeepAliveSeconds()).isEqualTo(13);
                assertThat(newer.protocol().version()).isEqualTo(15);
              });
      assertThat(cucm.state().devices()).containsExactly(Map.entry(PHONE, "cucm1"));
    }
  }

  @Test
  void shouldAnswerWhatAPhoneAsksWhileItRegisters() throws Exception {
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(2));
        ScriptedPhone phone = ScriptedPhone.registered(cucm.node("cucm2"), PHONE)) {
      phone.send(new IpPort(5001), ButtonTemplateReq.INSTANCE, SoftKeyTemplateReq.INSTANCE);
      phone.expect(ButtonTemplateRes.class);
      phone.expect(SoftKeyTemplateRes.class);
      phone.send(SoftKeySetReq.INSTANCE, ConfigStatReq.INSTANCE, new LineStatReq(1));
      phone.expect(SoftKeySetRes.class);
      assertThat(phone.expect(ConfigStatRes.class).deviceName()).isEqualTo(PHONE);
      assertThat(phone.expect(LineStatV2Res.class).line()).isEqualTo(1);
      phone.send(VersionReq.INSTANCE, ServerReq.INSTANCE, TimeDateReq.INSTANCE);
      phone.expect(VersionRes.class);
      assertThat(phone.expect(ServerRes.class).servers())
          .extracting(ServerRes.Server::name)
          .containsExactly("cucm1", "cucm2", "", "", "");
      assertThat(phone.expect(DefineTimeDate.class).year()).isGreaterThan(2000);
      phone.send(new RegisterAvailableLines(1), unknown(), KeepAlive.INSTANCE);
      phone.expect(KeepAliveAck.class);
    }
  }

  private static RawMessage unknown() {
    return new RawMessage(MessageId.of(0x7777), Octets.of((byte) 1));
  }

  @Test
  void shouldUseTheOlderFormsWithAnOlderPhone() throws Exception {
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(1));
        ScriptedPhone phone = ScriptedPhone.connect(cucm.node("cucm1"))) {
      phone.send(ScriptedPhone.register(PHONE, 7));
      phone.expect(RegisterAck.class);
      phone.receive();
      phone.send(new LineStatReq(1), ServerReq.INSTANCE);

      phone.expect(LineStatRes.class);
      assertThat(phone.expect(ServerRes.class).typed()).isFalse();
    }
  }

  @Test
  void shouldOnlyLetTcpAcknowledgeKeepAlivesOnABackupLink() throws Exception {
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(2));
        ScriptedPhone active = ScriptedPhone.registered(cucm.node("cucm1"), PHONE);
        ScriptedPhone standby = ScriptedPhone.connect(cucm.node("cucm2"))) {
      active.send(KeepAlive.INSTANCE);
      active.expect(KeepAliveAck.class);
      // What is asked last is answered first: nothing came for the KeepAlives.
      standby.send(KeepAlive.INSTANCE, KeepAlive.INSTANCE, token(PHONE));
      standby.expect(RegisterTokenAck.class);
      Await.until("TCP's own acknowledgement", () -> standby.kernel().unackedBytes() == 0);

      Counts first = cucm.state().node("cucm1").counts();
      assertThat(first.keepAlives()).isEqualTo(1);
      assertThat(first.acks()).isEqualTo(1);
      assertThat(cucm.state().node("cucm2").counts().backupDrops()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"cucm1", "cucm2"})
  void shouldCloseTheOldConnectionOfADeviceThatRegistersAgain(String second) throws Exception {
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(2));
        ScriptedPhone old = ScriptedPhone.registered(cucm.node("cucm1"), PHONE);
        ScriptedPhone anew = ScriptedPhone.registered(cucm.node(second), PHONE)) {
      assertThat(old.end()).isEqualTo("fin");
      assertThat(cucm.state().devices()).containsExactly(Map.entry(PHONE, second));
      anew.send(KeepAlive.INSTANCE);
      anew.expect(KeepAliveAck.class);
    }
  }

  @Test
  void shouldForgetADeviceWhoseConnectionEnds() throws Exception {
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(1))) {
      try (ScriptedPhone phone = ScriptedPhone.registered(cucm.node("cucm1"), PHONE)) {
        assertThat(cucm.state().node("cucm1").registered()).isEqualTo(1);
        phone.send(KeepAlive.INSTANCE);
        phone.expect(KeepAliveAck.class);
      }
      Await.until("forgotten", () -> cucm.state().devices().isEmpty());
      assertThat(cucm.state().node("cucm1").links()).isZero();
    }
  }

  @Test
  void shouldUnregisterAndMakeTheLinkABackupLink() throws Exception {
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(1));
        ScriptedPhone phone = ScriptedPhone.registered(cucm.node("cucm1"), PHONE)) {
      phone.send(Unregister.SILENT);
      assertThat(phone.expect(UnregisterAck.class).status()).isEqualTo(UnregisterAck.OK);
      phone.send(KeepAlive.INSTANCE, Unregister.SILENT);
      assertThat(phone.expect(UnregisterAck.class).status()).isEqualTo(UnregisterAck.ERROR);
      assertThat(cucm.state().devices()).isEmpty();
    }
  }

  @Test
  void shouldRejectDevicesThatAreNotOnTheList() throws Exception {
    Rules rules = Rules.DEFAULT.only(Set.of(OTHER));
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(1).with(rules));
        ScriptedPhone phone = ScriptedPhone.connect(cucm.node("cucm1"))) {
      phone.send(ScriptedPhone.register(PHONE, 17));
      assertThat(phone.expect(RegisterReject.class).text()).isEqualTo("Error: DB Config");
      phone.register(OTHER);
      assertThat(cucm.state().node("cucm1").counts().rejects()).isEqualTo(1);
    }
  }

  @Test
  void shouldGrantAsManyTokensAsTheQueueIsDeep() throws Exception {
    Rules rules = Rules.DEFAULT.tokens(1, 17);
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(1).with(rules));
        ScriptedPhone first = ScriptedPhone.connect(cucm.node("cucm1"));
        ScriptedPhone second = ScriptedPhone.connect(cucm.node("cucm1"))) {
      first.send(token(PHONE));
      first.expect(RegisterTokenAck.class);
      second.send(token(OTHER), new SpcpRegisterTokenReq(ScriptedPhone.station(OTHER), 5));
      assertThat(second.expect(RegisterTokenReject.class).waitSeconds()).isEqualTo(17);
      assertThat(second.expect(SpcpRegisterTokenReject.class).waitSeconds()).isEqualTo(17);

      first.register(PHONE);
      second.send(new SpcpRegisterTokenReq(ScriptedPhone.station(OTHER), 5));
      second.expect(SpcpRegisterTokenAck.class);
    }
  }

  @Test
  void shouldRefuseATokenToADeviceThatIsRegisteredHere() throws Exception {
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(2));
        ScriptedPhone phone = ScriptedPhone.registered(cucm.node("cucm1"), PHONE);
        ScriptedPhone elsewhere = ScriptedPhone.connect(cucm.node("cucm2"))) {
      phone.send(token(PHONE));
      phone.expect(RegisterTokenReject.class);
      elsewhere.send(token(PHONE));
      elsewhere.expect(RegisterTokenAck.class);
    }
  }

  @Test
  @Tag("slow")
  void shouldGiveADeviceUpThatIsSilentForThreeIntervals() throws Exception {
    Rules rules = Rules.DEFAULT.keepAlive(1, 60);
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(1).with(rules));
        ScriptedPhone backup = ScriptedPhone.connect(cucm.node("cucm1"));
        ScriptedPhone phone = ScriptedPhone.registered(cucm.node("cucm1"), PHONE)) {
      assertThat(phone.end()).isEqualTo("fin");
      assertThat(cucm.state().devices()).isEmpty();
      // Who is not registered sends a KeepAlive every 60 s.
      backup.send(token(PHONE));
      backup.expect(RegisterTokenAck.class);
    }
  }

  @Test
  void shouldCutADeviceOffThatSendsTooMuch() throws Exception {
    Rules rules = Rules.DEFAULT.throttledAt(10);
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(1).with(rules));
        ScriptedPhone phone = ScriptedPhone.registered(cucm.node("cucm1"), PHONE)) {
      for (int i = 0; i < 8; i++) {
        phone.send(KeepAlive.INSTANCE);
        phone.expect(KeepAliveAck.class);
      }
      phone.send(KeepAlive.INSTANCE);
      assertThat(phone.end()).isIn("fin", "rst");
      Await.until("forgotten", () -> cucm.state().devices().isEmpty());
      assertThat(cucm.state().node("cucm1").counts().acks()).isEqualTo(8);
    }
  }

  @Test
  void shouldCloseAConnectionThatDoesNotSpeakSccp() throws Exception {
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(1));
        ScriptedPhone phone = ScriptedPhone.connect(cucm.node("cucm1"))) {
      phone.sendBytes("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(phone.end()).isEqualTo("fin");
    }
  }

  @Test
  void shouldSayWhichAddressCannotBeHad() throws Exception {
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(1))) {
      int port = cucm.node("cucm1").address().getPort();
      CucmOptions.Node same = new CucmOptions.Node("b", "127.0.0.1", port);
      assertThatThrownBy(() -> Cucm.start(CucmOptions.of(List.of(same))))
          .isInstanceOf(SimulationException.class)
          .hasMessageContaining("b cannot listen on /127.0.0.1:" + port);
    }
  }

  @Test
  void shouldNameTheNodesThereAre() throws Exception {
    try (Cucm cucm = Cucm.start(CucmOptions.loopback(2))) {
      assertThatThrownBy(() -> cucm.node("cucm3"))
          .hasMessage("there is no node cucm3 (expected: cucm1, cucm2)");
    }
  }

  private static RegisterTokenReq token(String device) {
    return RegisterTokenReq.of(ScriptedPhone.station(device));
  }
}
