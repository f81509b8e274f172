package io.kald.agent.daemon;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.event.PhoneFact.Exchange;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.event.ProbeEvent.PhoneReported;
import io.kald.probe.event.ProbeEvent.PortQuarantine;
import io.kald.probe.event.ProbeEvent.Probed;
import io.kald.probe.event.ProbeEvent.Skipped;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Logs single probes and what was decided: at {@code debug} what went wrong, skipped slots and
 * changed keepalives, at {@code trace} all of them.
 */
final class ProbeLog {
  private static final Logger LOG = LoggerFactory.getLogger("io.kald.probes");

  private ProbeLog() {}

  /** Whether the event is logged at the level in force; at {@code info} that is one comparison. */
  static boolean concerns(ProbeEvent event) {
    return LOG.isDebugEnabled() && LOG.isEnabledForLevel(level(event));
  }

  static void accept(ProbeEvent event) {
    if (concerns(event)) {
      event.match(
          ProbeLog::probed,
          changed -> true,
          ProbeLog::skipped,
          ProbeLog::configured,
          ProbeLog::quarantine,
          ProbeLog::phone);
    }
  }

  private static Level level(ProbeEvent event) {
    boolean good =
        event.match(
            probed -> answered(probed.result().outcome()),
            changed -> false,
            skipped -> false,
            configured -> false,
            quarantine -> false,
            phone -> phone.fact() instanceof Exchange exchange && exchange.fine());
    return good ? Level.TRACE : Level.DEBUG;
  }

  private static boolean answered(ProbeOutcome outcome) {
    return outcome.match(a -> true, r -> false, u -> false, n -> false);
  }

  private static boolean probed(Probed event) {
    ProbeOutcome outcome = event.result().outcome();
    LoggingEventBuilder line =
        about(event, "probe " + outcome.word().replace('-', ' '))
            .addKeyValue("address", event.result().address())
            .addKeyValue("source_port", event.result().sourcePort())
            .addKeyValue("state", event.standing().word());
    String reason = outcome.reasonLabel();
    String detail = outcome.match(a -> "", r -> r.detail(), u -> "", n -> n.detail());
    long rttNanos = outcome.rttNanosOr(-1);
    if (rttNanos >= 0) {
      line = line.addKeyValue("rtt", String.format(Locale.ROOT, "%.9f", rttNanos / 1e9));
    }
    if (!reason.isEmpty()) {
      line = line.addKeyValue("reason", reason);
    }
    if (!detail.isEmpty()) {
      line = line.addKeyValue("detail", detail);
    }
    line.log();
    return true;
  }

  private static boolean skipped(Skipped event) {
    about(event, "slots skipped, the process did not run")
        .addKeyValue("count", event.count())
        .log();
    return true;
  }

  private static boolean configured(Configured event) {
    String change = event.change().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    about(event, "keepalive: " + change).log();
    return true;
  }

  private static boolean quarantine(PortQuarantine event) {
    about(event, event.quarantined() ? "source port quarantined" : "source port released")
        .addKeyValue("source_port", event.port())
        .log();
    return true;
  }

  private static boolean phone(PhoneReported event) {
    if (event.fact() instanceof Exchange exchange) {
      about(event, "KeepAlive " + exchange.verdict().word())
          .addKeyValue("node", exchange.node())
          .addKeyValue("link", exchange.link().word())
          .addKeyValue("source_port", exchange.sourcePort())
          .log();
    }
    return true;
  }

  private static LoggingEventBuilder about(ProbeEvent event, String message) {
    return LOG.atLevel(level(event))
        .setMessage(message)
        .addKeyValue("keepalive", event.monitored().name())
        .addKeyValue("target", event.monitored().target());
  }
}
