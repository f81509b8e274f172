package io.kald.agent.bus;

import io.kald.probe.event.ProbeEvent.Changed;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.event.ProbeEvent.PhoneReported;
import io.kald.probe.event.ProbeEvent.PortQuarantine;
import io.kald.probe.event.ProbeEvent.Probed;
import io.kald.probe.event.ProbeEvent.Skipped;

/** One method for each kind of event. */
public interface EventHandler {
  /** A probe was asked and judged. */
  void onProbed(Probed event);

  /** What is known of a service changed. */
  void onChanged(Changed event);

  /** Slots were slept through. */
  void onSkipped(Skipped event);

  /** A keepalive was started, changed or stopped. */
  void onConfigured(Configured event);

  /** A source port fell ill or is well again. */
  void onPortQuarantine(PortQuarantine event);

  /** A phone did or found out something. */
  void onPhone(PhoneReported event);
}
