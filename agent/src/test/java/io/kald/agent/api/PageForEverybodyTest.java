package io.kald.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.browser.Tab;
import io.kald.agent.bus.Events;
import io.kald.probe.Keepalive;
import io.kald.probe.Phone;
import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.PhoneFact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page for those who cannot see it well, use no mouse, or have a small screen. */
@Tag("slow")
class PageForEverybodyTest {
  private static final String VIOLATIONS =
      "axe.run().then(r => (r.passes.length < 10 ? 'axe has looked at nothing' : '') + r.violations.map(v => v.id + ': ' + v.help + '\\n'"
          + " + v.nodes.map(n => '  ' + n.html + ' ' + n.failureSummary).join('\\n')).join('\\n'))";

  private final Path profile;

  PageForEverybodyTest(@TempDir Path profile) {
    this.profile = profile;
  }

  @ParameterizedTest
  @CsvSource({"1280, false", "1280, true", "390, false", "390, true"})
  void shouldHoldToTheRulesOfAxeInEveryView(int width, boolean dark) throws Exception {
    try (Admin admin = admin(null);
        Tab tab = Tab.open(profile, admin.uri("/"))) {
      tab.screen(width, dark);
      tab.await("document.querySelector('tr[data-service=web]')");
      inject(tab);
      assertGood(tab, "all-" + width + dark);
      tab.click("tr[data-service=mail] button");
      tab.await("document.body.innerText.includes('State over the last')");
      assertGood(tab, "open-" + width + dark);
      tab.value("go({ open: '', state: 'suspended' })");
      tab.await("document.body.innerText.includes('Nothing matches')");
      assertGood(tab, "empty-" + width + dark);
      admin.stop();
      tab.await("!document.getElementById('banner').hidden");
      assertGood(tab, "gone-" + width + dark);
    }
  }

  @ParameterizedTest
  @CsvSource({"1280, false", "390, true"})
  void shouldHoldToTheRulesOfAxeWithAToken(int width, boolean dark) throws Exception {
    try (Admin admin = admin("s3cret");
        Tab tab = Tab.open(profile, admin.uri("/"))) {
      tab.screen(width, dark);
      tab.await("!document.getElementById('login').hidden");
      tab.type("wrong");
      tab.press("Enter");
      tab.await("!document.getElementById('refused').hidden");
      inject(tab);
      assertGood(tab, "token-" + width + dark);
      tab.type("s3cret");
      tab.press("Enter");
      tab.await("document.querySelector('tr[data-service=web]')");
      tab.click("footer a[href='/metrics']");
      tab.await("document.getElementById('text').textContent.includes('kald_services')");
      assertGood(tab, "metrics-" + width + dark);
    }
  }

  private static void assertGood(Tab tab, String picture) throws IOException {
    String pictures = System.getProperty("kald.pictures", "");
    if (!pictures.isEmpty()) {
      tab.picture(Path.of(pictures, picture + ".png"));
    }
    assertThat(tab.value(VIOLATIONS)).isEmpty();
    assertThat(
            tab.value(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
        .as("pixels to scroll sideways")
        .matches("0|-\\d+");
  }

  private static void inject(Tab tab) throws IOException {
    try (InputStream in = PageForEverybodyTest.class.getResourceAsStream("/axe.min.js")) {
      byte[] script = Objects.requireNonNull(in, "axe.min.js").readAllBytes();
      tab.value(new String(script, StandardCharsets.UTF_8) + ";''");
    }
  }

  private static Admin admin(@Nullable String token) throws IOException {
    Admin admin = PageViewsTest.filled(token);
    Phone desk = Events.phone("desk");
    long now = admin.time.nanoTime();
    admin.take(Events.added(desk, now));
    admin.take(Events.fact(desk, Events.registered("c2"), now));
    admin.take(Events.fact(desk, new PhoneFact.Standby("srst"), now));
    admin.take(
        Events.fact(
            desk,
            new PhoneFact.Failover("c1", "c2", FailoverCause.CM_CLOSED_TCP, 0, 1_200_000_000L),
            now));
    String name = "a-service-with-a-very-long-name.of.some.department.in.some.country.example.net";
    Keepalive named = Events.tcp(name, name);
    admin.take(Events.added(named, now));
    admin.take(Events.probed(named, Events.refused(1), Events.DOWN, now));
    return admin;
  }
}
