package io.kald.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.browser.Tab;
import io.kald.agent.bus.Events;
import io.kald.agent.metrics.PerService;
import io.kald.probe.Keepalive;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page as somebody uses it: with a token, with the keyboard, with the browser's buttons. */
@Tag("slow")
class PageViewsTest {
  private static final String DETAILS = "document.body.innerText.includes('State over the last')";

  private final Path profile;

  PageViewsTest(@TempDir Path profile) {
    this.profile = profile;
  }

  @Test
  void shouldAskForTheTokenOnceAndSayThatItWasRefused() throws Exception {
    try (Admin admin = filled("s3cret");
        Tab tab = Tab.open(profile, admin.uri("/"))) {
      tab.await("!document.getElementById('login').hidden");
      assertThat(tab.value("document.querySelectorAll('input[type=password]').length"))
          .isEqualTo("1");
      assertThat(tab.text()).contains("asks for its token").doesNotContain("refused", "web");
      assertThat(tab.value("document.activeElement.id")).isEqualTo("token");

      tab.type("wrong");
      tab.press("Enter");
      tab.await("!document.getElementById('refused').hidden");
      assertThat(tab.text()).contains("The token was refused.");

      tab.type("s3cret");
      tab.press("Enter");
      tab.await("document.querySelector('tr[data-service=web]')");
      assertThat(tab.text()).doesNotContain("token");
    }
  }

  @Test
  void shouldFollowItsLinksWithTheToken() throws Exception {
    try (Admin admin = filled("s3cret");
        Tab tab = Tab.open(profile, admin.uri("/"))) {
      tab.await("!document.getElementById('login').hidden");
      tab.type("s3cret");
      tab.press("Enter");
      tab.await("document.querySelector('tr[data-service=web]')");

      for (String[] link :
          new String[][] {
            {"/metrics", "kald_services{", "metrics"},
            {"/api/v1/services", "\"matching\": 2", "services as JSON"},
            {"/config", "services:", "configuration"}
          }) {
        tab.click("footer a[href='" + link[0] + "']");
        tab.await("document.getElementById('text').textContent.includes('" + link[1] + "')");
        assertThat(tab.value("document.title")).isEqualTo(link[2] + " \u00b7 kald");
        tab.press("Escape");
        tab.await("!document.getElementById('board').hidden");
      }
    }
  }

  @Test
  void shouldGoBackAndForthAndCloseWithEscape() throws Exception {
    try (Admin admin = filled(null);
        Tab tab = Tab.open(profile, admin.uri("/"))) {
      tab.await("document.querySelector('tr[data-service=web]')");
      tab.await("document.title === '(1 down) kald'");

      tab.click("tr[data-service=web] button");
      tab.await(DETAILS);
      tab.await("document.title === '(1 down) web \u00b7 kald'");
      assertThat(tab.value("document.querySelector('tr[data-service=web] button').ariaExpanded"))
          .isEqualTo("true");
      tab.press("Escape");
      tab.await("!" + DETAILS);
      assertThat(tab.value("document.activeElement.textContent")).isEqualTo("web");

      tab.click("button[data-state=down]");
      tab.await("document.title === '(1 down) down \u00b7 kald'");
      tab.await("!document.querySelector('tr[data-service=web]')");
      tab.value("history.back()");
      tab.await("document.querySelector('tr[data-service=web]')");
      tab.value("history.go(-1)");
      tab.await(DETAILS);
      tab.value("history.forward()");
      tab.await("!" + DETAILS);
    }
  }

  @Test
  void shouldShowTheDateOfWhatWasNotToday() throws Exception {
    // The clock of the board is in 2023.
    try (Admin admin = filled(null);
        Tab tab = Tab.open(profile, admin.uri("/#open=mail"))) {
      tab.await(DETAILS);
      assertThat(tab.value("document.querySelector('#transitions time').textContent"))
          .isEqualTo("2023-11-14 22:13:20");
      assertThat(tab.value("document.querySelector('.more time').textContent"))
          .isEqualTo("2023-11-14 22:13:20");
      String today = tab.value("clock(new Date().toISOString())");
      assertThat(today).matches("\\d\\d:\\d\\d:\\d\\d");
    }
  }

  @Test
  void shouldShowMarksOfDirectionAsTheirCodes() throws Exception {
    try (Admin admin = new Admin(PerService.STATE, null);
        Tab tab = Tab.open(profile, admin.uri("/"))) {
      String name = "we\u202eb\u0007\u200b";
      admin.take(Events.added(Events.tcp(name, name), admin.time.nanoTime()));
      tab.await("document.body.innerText.includes('we')");
      tab.await("document.querySelector('tr.row .name')");
      assertThat(tab.value("document.querySelector('tr.row .name').textContent"))
          .isEqualTo("we\\u202eb\\u0007\\u200b");
      tab.click("tr.row .name");
      tab.await(DETAILS);
      assertThat(tab.value("document.title + document.body.innerText"))
          .doesNotContain("\u202e", "\u0007", "\u200b");
    }
  }

  static Admin filled(@Nullable String token) throws IOException {
    Admin admin = new Admin(PerService.STATE, token);
    Keepalive web = Events.tcp("web", "web");
    Keepalive mail = Events.icmp("mail", "mail");
    long now = admin.time.nanoTime();
    admin.take(Events.added(web, now));
    admin.take(Events.added(mail, now));
    admin.take(Events.probed(web, Events.answered(1_500_000), Events.ALIVE, now));
    admin.take(Events.changed(web, 0, Events.UNKNOWN, Events.ALIVE, now));
    admin.take(Events.probed(web, Events.notProbed(), Events.ALIVE, now));
    admin.take(Events.probed(mail, Events.unanswered(4_000_000_000L), Events.DOWN, now));
    admin.take(Events.changed(mail, 0, Events.ALIVE, Events.DOWN, now));
    return admin;
  }
}
