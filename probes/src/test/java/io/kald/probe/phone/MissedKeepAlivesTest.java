package io.kald.probe.phone;

import static io.kald.probe.phone.ScriptedGroup.Node.CUCM;
import static io.kald.probe.phone.ScriptedGroup.Node.CUT;
import static io.kald.probe.phone.ScriptedGroup.Node.HUNG;
import static io.kald.probe.phone.ScriptedGroup.Node.SKINNY;
import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.PhoneDetection.Kind;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PhoneTimers;
import org.junit.jupiter.api.Test;

/** What is known of a phone between the first missed KeepAlive and the last, and what counts. */
class MissedKeepAlivesTest {
  private static final PhoneDetection DELAYED =
      new PhoneDetection(Kind.DELAYED, false, Geometric.DEFAULT, 3);

  @Test
  void shouldBeDyingFromTheFirstMissedKeepAliveOn() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(35);
    group.nodes[0] = HUNG;
    group.advance(54.5); // sent at 60 s, missed at 90 s
    assertThat(group.facts()).doesNotContain("DYING");
    group.advance(1);
    assertThat(group.facts()).contains("DYING").noneMatch(f -> f.startsWith("failover"));
    assertThat(group.reasons).endsWith("1 of 3 missed, n0 acknowledges TCP only");
    group.until("failover n0 -> n1 KeepaliveTO after 90.0 out 90.0");
    assertThat(group.reasons).endsWith("registered with n1");
  }

  @Test
  void shouldBeAliveAgainWhenTheNodeAcknowledgesAgain() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(35);
    group.nodes[0] = HUNG;
    group.until("DYING").advance(5);
    group.heal(0);
    assertThat(group.reasons).endsWith("n0 acknowledges again");
    group.advance(200);
    assertThat(group.facts()).doesNotContain("DOWN").noneMatch(f -> f.startsWith("failover"));
    assertThat(group.reasons).endsWith("n0 acknowledges again");
  }

  @Test
  void shouldNameAPathThatDoesNotDeliver() {
    ScriptedGroup group = new ScriptedGroup(DELAYED, CUCM, CUCM).start().advance(35);
    group.nodes[0] = CUT;
    group.until("DYING");
    assertThat(group.reasons).endsWith("n0 does not acknowledge TCP");
    group.until("failover n0 -> n1 TCP-timeout after 35.8 out 35.8");
  }

  @Test
  void shouldSayNothingOfTcpWhereTheKernelCannotBeAsked() {
    ScriptedGroup group = new ScriptedGroup(CUCM);
    group.countsBytes = false;
    group.start().advance(35);
    group.nodes[0] = HUNG;
    group.until("DYING");
    assertThat(group.reasons).endsWith("1 of 3 missed, n0 does not acknowledge");
  }

  /** Bare acknowledgements of a kernel whose process hangs are not two minutes of good answers. */
  @Test
  void shouldNotCountTcpAloneOfANodeThatHasSentKeepAliveAcks() {
    ScriptedGroup group = failedOver(SKINNY);
    group.advance(100);
    assertThat(group.machine.link(0).health.good()).isTrue();
    group.nodes[0] = HUNG;
    group.advance(300);
    assertThat(group.machine.link(0).health.good()).isFalse();
    assertThat(group.done("token")).isEmpty();
    group.nodes[0] = SKINNY;
    long back = group.now();
    group.until("failover n1 -> n0 Failback");
    assertThat((group.now() - back) / 1e9).isBetween(120.0, 200.0);
  }

  @Test
  void shouldCountTcpAloneOfANodeThatSendsNothingElse() {
    ScriptedGroup group = failedOver(CUCM);
    group.until("failover n1 -> n0 Failback");
    assertThat((group.now() - group.origin) / 1e9).isBetween(155.0, 160.0);
  }

  @Test
  void shouldTakeOtherRulesWhileItIsRegistered() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(35);
    PhoneSpec spec = ScriptedGroup.spec(PhoneDetection.DEFAULT, 2);
    PhoneTimers quick = new PhoneTimers(1, 1, 1, 1, 5 * ScriptedGroup.SECOND, 1);
    PhoneDetection one = new PhoneDetection(Kind.DELAYED, false, Geometric.DEFAULT, 1);
    PhoneSpec other =
        new PhoneSpec(
            spec.device(), spec.nodes(), spec.srst(), quick, one, spec.tls(), spec.egress());
    group.input(() -> group.machine.rules(other, group.now()));
    group.advance(26); // the KeepAlive of 60 s is the first by the new rules
    group.log.clear();
    group.advance(20);
    assertThat(group.done("keep_alive n0")).hasSize(4);
    group.nodes[0] = HUNG;
    group.until("lost n0 KeepaliveTO");
    assertThat(group.facts()).doesNotContain("registered n0 30.0/60.0");
  }

  @Test
  void shouldSendOneKeepAliveAtATimeOverAStandbyLink() {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(599);
    assertThat(group.done("keep_alive n1")).hasSize(10);
  }

  @Test
  void shouldSendOneKeepAliveAtATimeToABetterNode() {
    ScriptedGroup group = failedOver(CUCM);
    group.tokenWait = -1;
    group.advance(4);
    group.log.clear();
    group.advance(590);
    assertThat(group.done("keep_alive n0").size()).isBetween(9, 10);
  }

  /** A group that has failed over from its first node to its second. */
  private static ScriptedGroup failedOver(ScriptedGroup.Node now) {
    ScriptedGroup group = new ScriptedGroup(CUCM, CUCM).start().advance(35);
    group.end(0, Trouble.CLOSED);
    group.nodes[0] = now;
    group.until("failover n0 -> n1");
    group.log.clear();
    return group;
  }
}
