package io.kald.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.browser.Browser;
import io.kald.agent.bus.Events;
import io.kald.agent.metrics.PerService;
import io.kald.probe.Keepalive;
import io.kald.probe.Phone;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.PhoneFact;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as a browser makes it. */
@Tag("slow")
class PageInBrowserTest {
  private final Browser browser;

  PageInBrowserTest(@TempDir Path profile) {
    this.browser = new Browser(profile);
  }

  @Test
  void shouldShowARowForEachServiceTheWorstFirst() throws Exception {
    try (Admin admin = new Admin(PerService.STATE, null)) {
      Keepalive good = Events.tcp("a-good", "a-good");
      Keepalive bad = Events.icmp("z-bad", "z-bad");
      long now = admin.time.nanoTime();
      admin.take(Events.added(good, now));
      admin.take(Events.added(bad, now));
      admin.take(Events.probed(good, Events.answered(1_500_000), Events.ALIVE, now));
      admin.take(Events.probed(bad, Events.unanswered(4_000_000_000L), Events.DOWN, now));
      admin.take(Events.changed(bad, 0, Events.ALIVE, Events.DOWN, now));

      String dom = browser.dump(admin.uri("/").toString());

      assertThat(dom).containsSubsequence("data-service=\"z-bad\"", "data-service=\"a-good\"");
      assertThat(dom).contains("1.50 ms", "no answer in time", "1 answered, 0 rejected");
      assertThat(dom).contains("icmp 127.0.0.2", "tcp 127.0.0.1:8080", "3 failures: ");
      assertThat(dom).containsPattern("role=\"alert\" hidden");
    }
  }

  @Test
  void shouldShowWhereAPhoneIsAndWhyItLeft() throws Exception {
    try (Admin admin = new Admin(PerService.STATE, null)) {
      Phone desk = Events.phone("desk");
      long now = admin.time.nanoTime();
      admin.take(Events.added(desk, now));
      admin.take(Events.fact(desk, Events.registered("c2"), now));
      admin.take(Events.fact(desk, new PhoneFact.Standby("srst"), now));
      admin.take(Events.fact(desk, new PhoneFact.Baseline(250_000_000, 4), now));
      admin.take(
          Events.fact(
              desk,
              new PhoneFact.Failover("c1", "c2", FailoverCause.CM_CLOSED_TCP, 0, 1_200_000_000L),
              now));

      String dom = browser.dump(admin.uri("/").toString());

      assertThat(dom)
          .containsSubsequence("data-phone=\"desk\"", "SEP001122334455", "c2, for ", "srst");
      assertThat(dom)
          .contains("250.0 ms", "c1 closed the connection, ", "1.2 s without call control");
    }
  }

  @Test
  void shouldTellOurFaultsFromTheTargets() throws Exception {
    try (Admin admin = new Admin(PerService.STATE, null)) {
      Keepalive web = Events.tcp("web", "web");
      long now = admin.time.nanoTime();
      admin.take(Events.added(web, now));
      admin.take(Events.probed(web, Events.answered(1_500_000), Events.ALIVE, now));
      admin.take(Events.probed(web, Events.notProbed(), Events.ALIVE, now));

      String dom = browser.dump(admin.uri("/#open=web").toString());

      assertThat(dom).contains("not probed: no free source port");
      assertThat(dom).containsPattern("kald itself: <b[^>]*>1</b> not probed");
      assertThat(dom).containsPattern("<b[^>]*>0</b> failed");
      assertThat(dom).contains("State over the last");
    }
  }
}
