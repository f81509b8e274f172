package io.kald.agent.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.trace.NodeLedger.Belief;
import io.kald.agent.trace.NodeLedger.Change;
import io.kald.agent.trace.TraceLine.Accepted;
import io.kald.agent.trace.TraceLine.Acked;
import io.kald.agent.trace.TraceLine.Alarmed;
import io.kald.agent.trace.TraceLine.KeepAlive;
import io.kald.agent.trace.TraceLine.Registered;
import io.kald.agent.trace.TraceLine.Unregistered;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is made of lines; time moved by hand. */
final class LedgerTest {
  private static final String PHONE = "SEP001122334455";
  private static final TraceLink LINK = new TraceLink("p1.100.9.1", "10.1.1.13", 17994);
  private static final TraceLink HANDLE = new TraceLink("h1", "10.1.1.13", 17994);

  private final Ledger ledger = new Ledger();

  @Test
  void shouldLearnTheIntervalAndFindTheGap() {
    for (int i = 0; i <= 20; i++) {
      if (i < 5 || i > 8) {
        beat(i * 30_000L + (i % 3) * 40L);
      }
    }
    ledger.end("cucm1", 21 * 30_000);

    NodeLedger phone = phone("cucm1");
    assertThat(phone.keepAlives()).isEqualTo(17);
    assertThat(phone.activeMillis()).isBetween(29_900L, 30_100L);
    assertThat(phone.gaps()).containsExactly(new Gap(120_040, 270_000, 4, false, false));
    assertThat(phone.belief()).isEqualTo(Belief.REGISTERED);
    assertThat(ledger.gapCount()).isEqualTo(1);
  }

  @Test
  void shouldSeeASilenceThatLastsToTheEnd() {
    beats(0, 4);
    ledger.end("cucm1", 200_000);

    assertThat(phone("cucm1").gaps()).containsExactly(new Gap(120_000, 200_000, 2, false, true));
  }

  @Test
  void shouldCountTheSilenceBeforeANodeGaveUp() {
    beats(0, 4);
    ledger.accept("cucm1", 212_000, new Unregistered(0, PHONE, 13));
    ledger.end("cucm1", 999_000);

    assertThat(phone("cucm1").gaps()).containsExactly(new Gap(120_000, 212_000, 3, false, false));
    assertThat(phone("cucm1").changes()).containsExactly(new Change(212_000, 13));
    assertThat(phone("cucm1").belief()).isEqualTo(Belief.UNREGISTERED);
    assertThat(Reasons.words(13)).isEqualTo("no KeepAlive came in time (13)");
    assertThat(Reasons.words(99)).isEqualTo("reason (99)");
  }

  @Test
  void shouldNotMissWhatWasNotDue() {
    beats(0, 4);
    ledger.accept("cucm1", 121_000, new Unregistered(0, PHONE, 10));
    ledger.accept("cucm1", 900_000, new Registered(0, HANDLE, PHONE));
    beats(930_000, 4);
    ledger.end("cucm1", 1_060_000);

    assertThat(phone("cucm1").gaps()).isEmpty();
    assertThat(phone("cucm1").changes())
        .containsExactly(new Change(121_000, 10), new Change(900_000, 0));
  }

  @Test
  void shouldMissWhatWasDueBeforeASecondRegistration() {
    beats(0, 4);
    ledger.accept("cucm1", 300_000, new Registered(0, HANDLE, PHONE));
    beats(330_000, 2);
    ledger.end("cucm1", 400_000);

    assertThat(phone("cucm1").gaps()).containsExactly(new Gap(120_000, 300_000, 6, false, false));
  }

  @Test
  void shouldFollowABackupLinkByItsOwnInterval() {
    ledger.accept("cucm2", 0, new Accepted(0, HANDLE));
    ledger.accept("cucm2", 1, new Alarmed(0, TraceLink.ofHandle("0x1"), PHONE, "Last=Failback"));
    for (int i : new int[] {1, 2, 3, 6, 7}) {
      ledger.accept("cucm2", i * 60_000L, new KeepAlive(0, LINK, "", true));
    }
    ledger.end("cucm2", 999_000);

    NodeLedger phone = phone("cucm2");
    assertThat(phone.backupDrops()).isEqualTo(5);
    assertThat(phone.standbyMillis()).isEqualTo(60_000);
    assertThat(phone.gaps()).containsExactly(new Gap(180_000, 360_000, 2, true, false));
    assertThat(phone.belief()).isEqualTo(Belief.BACKUP);
    assertThat(phone.lastAlarm()).isEqualTo("Last=Failback");
  }

  @Test
  void shouldNameABackupLinkByTheOnlyDeviceOfItsAddress() {
    ledger.accept("cucm2", 0, new KeepAlive(0, at("10.1.1.13", 24527), "", true));
    ledger.accept("cucm2", 0, new KeepAlive(0, at("10.1.1.14", 32877), "", true));
    ledger.end("cucm2", 1);
    beats(0, 2);
    ledger.end("cucm1", 1);
    ledger.nameTheUnnamed();

    assertThat(ledger.devices()).containsOnlyKeys(PHONE, "10.1.1.14:32877");
    assertThat(phone("cucm2").backupDrops()).isEqualTo(1);
  }

  @Test
  void shouldNotNameByAnAddressThatTwoDevicesHave() {
    beats(0, 1);
    ledger.accept("cucm1", 0, new KeepAlive(0, at("10.1.1.13", 5), "SEP2", false));
    ledger.accept("cucm2", 0, new KeepAlive(0, at("10.1.1.13", 24527), "", true));
    ledger.nameTheUnnamed();

    assertThat(ledger.devices()).containsOnlyKeys(PHONE, "SEP2", "10.1.1.13:24527");
  }

  @Test
  void shouldBookAnAckByItsHandle() {
    ledger.accept("cm3", 0, new KeepAlive(0, HANDLE, PHONE, false));
    ledger.accept("cm3", 1, new Acked(0, TraceLink.ofHandle("0x01")));
    ledger.accept("cm3", 2, new Acked(0, TraceLink.ofHandle("0x99")));

    assertThat(phone("cm3").acks()).isEqualTo(1);
  }

  @Test
  void shouldKeepSoManyGapsAndCountTheRest() {
    Rhythm rhythm = new Rhythm(false);
    for (int i = 0; i < 20; i++) {
      rhythm.beat(i * 1_000L);
    }
    for (int i = 1; i <= 1_500; i++) {
      rhythm.beat(20_000 + i * 5_000L);
    }
    rhythm.end(20_000 + 1_500 * 5_000L);

    assertThat(rhythm.intervalMillis()).isEqualTo(1_000);
    assertThat(rhythm.gaps()).hasSize(1_000);
    assertThat(rhythm.gapCount()).isEqualTo(1_500);
    assertThat(rhythm.missed()).isEqualTo(5 + 1_499 * 4);
  }

  @Test
  void shouldTakeTheShorterOfTwoDistancesForTheInterval() {
    Rhythm rhythm = new Rhythm(false);
    rhythm.beat(0);
    rhythm.beat(30_000);
    rhythm.beat(120_000);
    rhythm.end(130_000);

    assertThat(rhythm.intervalMillis()).isEqualTo(30_000);
    assertThat(rhythm.missed()).isEqualTo(2);
  }

  @Test
  void shouldSayNothingOfAnIntervalItCouldNotLearn() {
    beats(0, 1);
    ledger.end("cucm1", 10_000_000);

    assertThat(phone("cucm1").activeMillis()).isZero();
    assertThat(phone("cucm1").gaps()).isEmpty();
  }

  @Test
  void shouldCountTimeOnOverMidnight() {
    DayClock clock = new DayClock();
    assertThat(clock.at(86_399_000)).isEqualTo(86_399_000);
    assertThat(clock.at(86_398_900)).as("a little out of order").isEqualTo(86_398_900);
    assertThat(clock.at(1_000)).isEqualTo(86_401_000);
    assertThat(clock.at(86_399_990)).as("late, of the evening").isEqualTo(86_399_990);
    assertThat(clock.at(TraceLine.NO_TIME)).isEqualTo(86_401_000);
    assertThat(clock.at(2_000)).isEqualTo(86_402_000);
  }

  @Test
  void shouldStopAtSoManyDevices() {
    for (int i = 0; i < Ledger.MAX_DEVICES + 2; i++) {
      ledger.accept("cucm1", 0, new Unregistered(0, "SEP" + i, 6));
    }
    assertThat(ledger.devices()).hasSize(Ledger.MAX_DEVICES);
    assertThat(ledger.leftOut()).isEqualTo(2);
  }

  private static TraceLink at(String ip, int port) {
    return new TraceLink("p2.100.9." + port, ip, port);
  }

  private void beats(long from, int count) {
    for (int i = 0; i <= count; i++) {
      beat(from + i * 30_000L);
    }
  }

  private void beat(long at) {
    ledger.accept("cucm1", at, new KeepAlive(0, LINK, PHONE, false));
  }

  private NodeLedger phone(String node) {
    return Objects.requireNonNull(ledger.devices().getOrDefault(PHONE, Map.of()).get(node));
  }
}
