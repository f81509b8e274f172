package io.kald.probe.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.host.Link.Loss;
import org.junit.jupiter.api.Test;

/** What a link's reports mean for probes that were out meanwhile. */
final class LinkTest {
  private static Link reported(boolean up, boolean carrier, int losses) {
    return new Link(2, "eth0", up, carrier, true, losses, Loss.NOTHING, 0, 0);
  }

  @Test
  void shouldSeeNothingInALinkThatIsWell() {
    assertThat(reported(true, true, 3).first(10).lostSince(0)).isEqualTo(Loss.NOTHING);
  }

  @Test
  void shouldSeeALinkThatIsDownSinceBeforeItWasLookedAt() {
    assertThat(reported(false, false, 0).first(10).lostSince(99)).isEqualTo(Loss.SWITCHED_OFF);
    assertThat(reported(true, false, 1).first(10).lostSince(99)).isEqualTo(Loss.NO_CARRIER);
  }

  @Test
  void shouldRememberUntilWhenItWasLost() {
    Link back =
        reported(true, true, 3)
            .first(10)
            .become(reported(true, false, 4), 20)
            .become(reported(true, true, 4), 30);
    assertThat(back.lostSince(25)).isEqualTo(Loss.NO_CARRIER);
    assertThat(back.lostSince(30)).isEqualTo(Loss.NO_CARRIER);
    assertThat(back.lostSince(31)).isEqualTo(Loss.NOTHING);
    assertThat(back.become(reported(true, true, 4), 40).lostSince(30)).isEqualTo(Loss.NO_CARRIER);
  }

  @Test
  void shouldSeeALossThatWasOverBeforeItWasReported() {
    Link back = reported(true, true, 3).first(10).become(reported(true, true, 4), 20);
    assertThat(back.lostSince(15)).isEqualTo(Loss.NO_CARRIER);
    assertThat(back.lostSince(21)).isEqualTo(Loss.NOTHING);
  }

  @Test
  void shouldTellSwitchedOffFromUnplugged() {
    Link off =
        reported(true, true, 0)
            .first(10)
            .become(reported(true, false, 1), 20)
            .become(reported(false, false, 1), 30);
    assertThat(off.lostSince(99)).isEqualTo(Loss.SWITCHED_OFF);
  }
}
