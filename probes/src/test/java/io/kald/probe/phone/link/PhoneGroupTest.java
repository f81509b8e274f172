package io.kald.probe.phone.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.PhoneDetection.Kind;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.lab.Listeners;
import io.kald.sccp.KeepAliveAck;
import io.kald.sccp.Reset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A phone at call managers on real sockets. */
class PhoneGroupTest {
  private final ScriptedNode first = new ScriptedNode();
  private final ScriptedNode second = new ScriptedNode();

  @AfterEach
  void closeNodes() {
    first.close();
    second.close();
  }

  @Test
  void shouldRegisterInTheOrderOfAPhone() {
    try (PhoneLab lab = PhoneLab.at(first).until("active n0 sccp-acked")) {
      assertThat(first.heard)
          .startsWith(
              "Alarm Name=SEP001122334455 Load=kald Last=Initialized",
              "Register",
              "CapabilitiesRes",
              "ButtonTemplateReq",
              "SoftKeyTemplateReq",
              "SoftKeySetReq",
              "LineStatReq",
              "LineStatReq",
              "RegisterAvailableLines",
              "TimeDateReq",
              "KeepAlive");
      PhoneFact.Registered fact = lab.first(PhoneFact.Registered.class);
      assertThat(fact.protocol()).isEqualTo(17);
      assertThat(fact.keepAliveNanos()).isEqualTo(200 * PhoneLab.MILLI);
      ProbeResult probe = lab.probes.get(0);
      assertThat(probe.address()).isEqualTo("127.0.0.1");
      assertThat(probe.sourcePort()).isPositive();
      assertThat(probe.outcome()).isInstanceOf(ProbeOutcome.Answered.class);
      assertThat(probe.delayNanos()).isNotNegative();
    }
  }

  @Test
  void shouldDoWithoutASecondIntervalAndWithLampsBeforeTheAck() {
    first.newer = Optional.empty();
    first.lampFirst = true;
    try (PhoneLab lab = PhoneLab.at(first).until("ALIVE")) {
      PhoneFact.Registered fact = lab.first(PhoneFact.Registered.class);
      assertThat(fact.standbyNanos()).isEqualTo(fact.keepAliveNanos());
      assertThat(fact.protocol()).isZero();
    }
  }

  @Test
  void shouldGoOnToTheNextNodeWhenRejected() {
    first.rejects = "Device Unknown";
    try (PhoneLab lab = PhoneLab.at(first, second).until("ALIVE")) {
      assertThat(lab.told).startsWith("failed n0 rejected", "registered n1 0.2/0.2");
      assertThat(lab.first(PhoneFact.RegistrationFailed.class).detail())
          .isEqualTo("Device Unknown");
      assertThat(second.heard.get(0)).endsWith("Last=Phone-Reg-Rej");
    }
  }

  @Test
  @Tag("slow")
  void shouldTellTcpAckedOnlyFromANodeThatHangsAndLeaveItAfterThree() {
    try (PhoneLab lab = PhoneLab.at(first, second).until("active n0 sccp-acked")) {
      lab.until("standby n1 tcp-acked-only");
      first.hung = true;
      lab.until("failover n0 -> n1 KeepaliveTO");
      assertThat(lab.told).filteredOn(t -> t.equals("active n0 tcp-acked-only")).hasSize(3);
      assertThat(lab.told).doesNotContain("active n0 not-acked");
      assertThat(second.heard).contains("Alarm Name=SEP001122334455 Load=kald Last=KeepaliveTO");
      // The node it is at now may have answered already.
      assertThat(lab.probes)
          .filteredOn(probe -> probe.outcome() instanceof ProbeOutcome.Unanswered)
          .hasSize(3);
    }
  }

  @Test
  @Tag("slow")
  void shouldSayUnknownOverNio() {
    try (PhoneLab lab = PhoneLab.overNio(first, second).until("active n0 sccp-acked")) {
      lab.until("standby n1 unknown");
      first.hung = true;
      lab.until("failover n0 -> n1 KeepaliveTO");
      assertThat(lab.told).contains("active n0 unknown").noneMatch(t -> t.contains("tcp-acked"));
    }
  }

  @Test
  @Tag("slow")
  void shouldLeaveAtOnceByFinAndByRst() throws Exception {
    try (PhoneLab lab = PhoneLab.at(first, second).until("standby n1 tcp-acked-only")) {
      first.end(false);
      lab.until("failover n0 -> n1 CM-closed-TCP");
      second.end(true);
      // Both nodes are left alone for a moment; the one whose wait is over first is taken.
      lab.until("failover n1 -> ");
      assertThat(lab.told).anyMatch(t -> t.contains("CM-reset-TCP after"));
      String last = "Alarm Name=SEP001122334455 Load=kald Last=CM-reset-TCP";
      lab.await(() -> first.count(last) + second.count(last) > 0, last, 20);
    }
  }

  @Test
  void shouldRecordWhichAnswerTheStandbyGives() {
    second.acksStrangers = true;
    try (PhoneLab lab = PhoneLab.at(first, second).until("standby n1 sccp-acked")) {
      assertThat(second.heard).containsOnly("KeepAlive");
      assertThat(lab.told).doesNotContain("standby n1 tcp-acked-only");
    }
  }

  @Test
  void shouldAccountForEachOverdueAck() {
    // Does not leave the node, however late the acks come that this test writes.
    PhoneDetection patient = new PhoneDetection(Kind.NORMAL, false, Geometric.DEFAULT, 1_000);
    try (PhoneLab lab = PhoneLab.detecting(patient, first).until("active n0 sccp-acked")) {
      first.hung = true;
      lab.until("active n0 tcp-acked-only");
      int before = first.heard.size();
      lab.await(() -> first.heard.size() > before, "another KeepAlive", 10);
      long answered = count(lab, "active n0 sccp-acked");
      first.say(KeepAliveAck.INSTANCE, KeepAliveAck.INSTANCE);
      first.hung = false;
      lab.await(() -> count(lab, "active n0 sccp-acked") >= answered + 2, "both acks", 10);
      lab.await(() -> lab.told.lastIndexOf("ALIVE") > lab.told.indexOf("DYING"), "ALIVE", 10);
      assertThat(lab.told).noneMatch(t -> t.startsWith("failover"));
    }
  }

  @Test
  @Tag("slow")
  void shouldComeBackByATokenAndNeverBeRegisteredTwice() throws Exception {
    try (PhoneLab lab = PhoneLab.at(first, second).until("standby n1 tcp-acked-only")) {
      first.tokenWait = 1;
      first.end(false);
      lab.until("token n0 wait 1.0");
      first.tokenWait = 0;
      lab.until("failover n1 -> n0 Failback");
      assertThat(first.registered()).isEqualTo(1);
      assertThat(second.registered()).isZero();
      List<String> heard = List.copyOf(second.heard);
      assertThat(heard).contains("Unregister");
      assertThat(first.heard).contains("Alarm Name=SEP001122334455 Load=kald Last=Failback");
    }
  }

  @Test
  @Tag("slow")
  void shouldUnregisterWhenItIsStopped() {
    try (PhoneLab lab = PhoneLab.at(first, second).until("standby n1 tcp-acked-only")) {
      lab.stop();
      lab.await(lab::isGone, "gone", 10);
      assertThat(first.heard.get(first.heard.size() - 1)).isEqualTo("Unregister");
      assertThat(second.heard).doesNotContain("Unregister", "Register");
      assertThat(lab.told).contains("unregistered n0 removed");
    }
  }

  @Test
  void shouldStopInTimeAtANodeThatDoesNotAnswer() {
    try (PhoneLab lab = PhoneLab.at(first).until("ALIVE")) {
      first.acksUnregister = false;
      lab.stop();
      lab.await(lab::isGone, "gone", 10);
    }
  }

  @Test
  @Tag("slow")
  void shouldRegisterAgainWhenItIsToldToRestart() {
    try (PhoneLab lab = PhoneLab.at(first).until("ALIVE")) {
      first.say(Reset.of(Reset.Kind.RESTART));
      lab.until("failover n0 -> n0 Reset-Restart");
      assertThat(first.registered()).isEqualTo(1);
    }
  }

  @Test
  void shouldBeDownWhenNobodyListens() {
    try (Listeners nobody = Listeners.refusing("127.0.0.1");
        PhoneLab lab = PhoneLab.at(nobody.port()).until("DOWN")) {
      assertThat(lab.told).startsWith("failed n0 refused", "DOWN");
    }
  }

  @Test
  void shouldSkipANodeWhoseNameHasNoAddress() {
    try (PhoneLab lab = PhoneLab.behindAMissingName(first).until("ALIVE")) {
      assertThat(lab.told)
          .startsWith("not probed missing name-unresolved", "registered n0 0.2/0.2");
      assertThat(first.heard.get(0)).endsWith("Last=Initialized");
    }
  }

  @Test
  void shouldRegisterWithTheFirstNodeWhicheverNameIsFoundFirst() {
    try (PhoneLab lab = PhoneLab.behindLateNames(first, second).until("ALIVE")) {
      assertThat(lab.told).startsWith("registered n0 0.2/0.2");
      assertThat(second.heard).doesNotContain("Register");
    }
  }

  @Test
  void shouldConnectHoweverLateTheResetInstantIs() {
    long second = 1_000 * PhoneLab.MILLI;
    Geometric endless = new Geometric(10, 20, second, second, second);
    PhoneDetection patient = new PhoneDetection(Kind.NORMAL, false, endless, 3);
    try (PhoneLab lab = PhoneLab.detecting(patient, first).until("active n0 sccp-acked")) {
      assertThat(lab.told).startsWith("registered n0 0.2/0.2");
    }
  }

  private static long count(PhoneLab lab, String what) {
    return lab.told.stream().filter(what::equals).count();
  }
}
