package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import java.time.Duration;
import java.util.List;

/** 20: the call manager a phone is registered with fails, and returns. */
final class CallManagerFails implements Scenario {
  private static final List<String> PHONES = List.of("normal", "delayed");

  private final Form form;

  CallManagerFails(Form form) {
    this.form = form;
  }

  @Override
  public Row row() {
    return new Row(form.number, form.fault, form.says, form.when, form.captured());
  }

  @Override
  public void play(Stage stage) {
    Host first = stage.peer("cucm1");
    Host second = stage.peer("cucm2");
    CallManager failing = CallManager.start(first);
    CallManager.start(second);
    PHONES.forEach(name -> phone(stage, name, List.of(first.address(), second.address())));
    stage.icmp("echo", first);
    stage.begin();
    stage.awaitProbes("normal", 2);
    Fault failed = stage.fault(() -> form.fail(failing));
    PHONES.forEach(name -> fails(stage, name, failed));
    Fault returned = stage.fault(() -> form.mend(failing));
    Duration away = Duration.between(failed.before(), returned.after());
    PHONES.forEach(name -> goesBack(stage, name, returned, away));
    if (form == Form.BREAK) {
      stage.unseen(first, failed, returned);
    }
    stage.finish();
  }

  private static void phone(Stage stage, String name, List<String> nodes) {
    stage.phone(
        name,
        nodes,
        "detect-failure: " + name,
        "connection-monitor-duration: " + PhoneTiming.MONITOR.toSeconds() + "s");
  }

  private void fails(Stage stage, String phone, Fault failed) {
    stage.expect(phone, "dying", form.dying, failed, form.firstSeen());
    JournalEntry lost =
        stage
            .kald()
            .journal()
            .await(
                phone + " has left its node",
                Duration.ofSeconds(90),
                e -> e.event().equals("sccp-lost") && e.text("group").equals(phone));
    assertThat(lost.text("cause")).matches(form.cause);
    stage.measure(phone + " leaves", lost, failed, form.noticed(phone));
    Window soon = new Window(Duration.ZERO, PhoneTiming.REGISTER);
    stage.expect(phone, "alive", "registered with .*", Fault.of(lost), soon);
  }

  /** It stays ALIVE, and says that it went back. */
  private static void goesBack(Stage stage, String phone, Fault returned, Duration away) {
    JournalEntry back =
        stage
            .kald()
            .journal()
            .await(
                phone + " goes back",
                Duration.ofSeconds(90),
                e ->
                    e.event().equals("sccp-failover")
                        && e.text("group").equals(phone)
                        && e.text("cause").equals("Failback"));
    stage.measure(phone + " back", back, returned, PhoneTiming.back(away));
  }

  /** How it fails. */
  enum Form {
    HANG(
        "20a",
        "the call manager hangs: its TCP answers, its call control does not",
        "1 of 3 missed, \\S+ acknowledges TCP only",
        "KeepaliveTO",
        "DYING K ~ 2K, it leaves 3K ~ 4K, whatever `detect-failure` says; K = 2 s") {
      @Override
      Window noticed(String phone) {
        return PhoneTiming.hang();
      }

      @Override
      void fail(CallManager node) {
        node.fault("hang");
      }
    },
    KILL(
        "20b",
        "the call manager's process is killed: its kernel sends FIN, or RST where something was unread",
        "CM-(closed|reset)-TCP at .*",
        "CM-(closed|reset)-TCP",
        "at once, whatever `detect-failure` says") {
      @Override
      Window firstSeen() {
        return PhoneTiming.atOnce();
      }

      @Override
      Window noticed(String phone) {
        return PhoneTiming.atOnce();
      }

      @Override
      void fail(CallManager node) {
        node.kill();
      }

      @Override
      void mend(CallManager node) {
        node.again();
      }
    },
    BREAK(
        "20c",
        "the path to the call manager is broken: packets are lost in both directions",
        "\\S+ does not acknowledge TCP",
        "TCP-timeout",
        "DYING K ~ 2K, it leaves: Normal 6 ~ K + 9.1 s, Delayed 35.8 s ~ K + 35.8 s; K = 2 s") {
      @Override
      Window noticed(String phone) {
        return phone.equals("normal") ? PhoneTiming.normal() : PhoneTiming.delayed();
      }

      @Override
      void fail(CallManager node) {
        node.host()
            .filter(
                "broken",
                """
                chain in { type filter hook input priority 0; tcp dport 2000 drop; }
                chain out { type filter hook output priority 0; tcp sport 2000 drop; }
                """);
      }

      @Override
      void mend(CallManager node) {
        node.host().unfilter("broken");
      }

      @Override
      String captured() {
        return "peer; a KeepAlive behind one that is not acknowledged waits in the kernel of kald's host"
            + " until the connection is reset";
      }
    };

    private final String number;
    private final String fault;
    private final String dying;
    private final String cause;
    private final String says;
    private final String when;

    Form(String number, String fault, String dying, String cause, String when) {
      this.number = number;
      this.fault = fault + "; then it is back";
      this.dying = dying;
      this.cause = cause;
      this.says =
          "the phone is DYING with `%s`, leaves with `%s`, is ALIVE with the next node, and goes back;"
                  .formatted(plain(dying), plain(cause))
              + " the host's echo stays ALIVE";
      this.when = when + "; ALIVE 0.5 s later; back after 3 s of good answers";
    }

    private static String plain(String pattern) {
      return pattern.replaceFirst("\\(.*\\)", "closed").replaceAll("\\\\S\\+|\\.\\*", "NODE");
    }

    String captured() {
      return "peer";
    }

    /** When the phone must be DYING: with the first KeepAlive that is missed. */
    Window firstSeen() {
      return PhoneTiming.firstMiss();
    }

    /** When a phone with that detection must have noticed. */
    abstract Window noticed(String phone);

    abstract void fail(CallManager node);

    void mend(CallManager node) {
      node.fault("none");
    }
  }
}
