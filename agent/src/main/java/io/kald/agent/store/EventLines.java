package io.kald.agent.store;

import io.kald.agent.bus.EventHandler;
import io.kald.probe.FactKey;
import io.kald.probe.Monitored;
import io.kald.probe.Phone;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.Service;
import io.kald.probe.event.ProbeEvent.Changed;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.event.ProbeEvent.PhoneReported;
import io.kald.probe.event.ProbeEvent.PortQuarantine;
import io.kald.probe.event.ProbeEvent.Probed;
import io.kald.probe.event.ProbeEvent.Skipped;
import io.kald.probe.keepalive.Transition;
import java.io.IOException;
import java.util.Locale;

/** Turns each event into its line; {@code JournalLine} names the fields. */
record EventLines(LineWriter out) implements EventHandler {
  @Override
  public void onProbed(Probed event) {
    out.line(JournalLine.PROBE, event.atNanos(), to -> probe(to, event));
  }

  @Override
  public void onChanged(Changed event) {
    Transition change = event.transition();
    out.line(
        JournalLine.TRANSITION,
        event.atNanos(),
        to ->
            to.text("service", event.service().name())
                .text("keepalive", event.monitored().name())
                .text("from", change.from().word())
                .text("to", change.to().word())
                .flag("counted", change.counted())
                .text("reason", change.reason()));
  }

  @Override
  public void onSkipped(Skipped event) {
    out.line(
        JournalLine.SKIPPED,
        event.atNanos(),
        to ->
            to.text("keepalive", event.monitored().name())
                .number("count", event.count())
                .date("from", event.fromNanos())
                .number("from_mono", event.fromNanos()));
  }

  @Override
  public void onConfigured(Configured event) {
    Monitored one = event.monitored();
    out.line(
        JournalLine.CONFIGURED,
        event.atNanos(),
        to ->
            to.text("keepalive", one.name())
                .text("change", event.change().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .text("kind", one.kind())
                .text("target", one.target())
                .texts("services", one.services().stream().map(Service::name).toList()));
  }

  @Override
  public void onPhone(PhoneReported event) {
    Phone phone = event.monitored();
    String device = phone.spec().device().name();
    event.fact().accept(new PhoneLines(out, phone.name(), device, event.atNanos()));
  }

  @Override
  public void onPortQuarantine(PortQuarantine event) {
    out.line(
        JournalLine.PORT,
        event.atNanos(),
        to ->
            to.text("keepalive", event.monitored().name())
                .text("target", event.monitored().target())
                .number("source_port", event.port())
                .flag("quarantined", event.quarantined()));
  }

  /** What was reported before a review overruled it, or empty. */
  private static String overruled(ProbeOutcome outcome) {
    return outcome instanceof ProbeOutcome.NotProbed not && not.overruled() != null
        ? not.overruled().word()
        : "";
  }

  private static void probe(LineWriter to, Probed event) throws IOException {
    ProbeResult result = event.result();
    ProbeOutcome outcome = result.outcome();
    to.text("keepalive", event.monitored().name())
        .text("kind", event.monitored().kind())
        .text("target", event.monitored().target())
        .text("address", result.address())
        .number("source_port", result.sourcePort())
        .date("due", result.dueNanos())
        .date("sent", result.sentNanos())
        .seconds("rtt", outcome.rttNanosOr(-1))
        .seconds(
            "after",
            outcome.<Long>match(a -> -1L, r -> r.afterNanos(), u -> u.afterNanos(), n -> -1L))
        .text("outcome", outcome.word())
        .text("reason", outcome.reasonLabel())
        .text("detail", result.detail())
        .text("state", event.standing().word())
        .number("syn_retransmits", result.facts().count(FactKey.SYN_RETRANSMITS))
        .text("overruled", overruled(outcome))
        .number("due_mono", result.dueNanos())
        .number("sent_mono", result.sentNanos());
  }
}
