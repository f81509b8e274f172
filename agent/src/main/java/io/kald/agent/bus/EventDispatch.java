package io.kald.agent.bus;

import io.kald.probe.event.ProbeEvent;
import java.util.function.Consumer;
import java.util.function.Function;

/** Brings each event to its method without making an object for it. */
public final class EventDispatch {
  private final Function<ProbeEvent.Probed, Boolean> probed;
  private final Function<ProbeEvent.Changed, Boolean> changed;
  private final Function<ProbeEvent.Skipped, Boolean> skipped;
  private final Function<ProbeEvent.Configured, Boolean> configured;
  private final Function<ProbeEvent.PortQuarantine, Boolean> quarantine;
  private final Function<ProbeEvent.PhoneReported, Boolean> phone;

  /** Events go to {@code handler}. */
  public EventDispatch(EventHandler handler) {
    probed = taking(handler::onProbed);
    changed = taking(handler::onChanged);
    skipped = taking(handler::onSkipped);
    configured = taking(handler::onConfigured);
    quarantine = taking(handler::onPortQuarantine);
    phone = taking(handler::onPhone);
  }

  /** Calls the method that is made for the event. */
  public void accept(ProbeEvent event) {
    event.match(probed, changed, skipped, configured, quarantine, phone);
  }

  private static <E> Function<E, Boolean> taking(Consumer<E> consumer) {
    return event -> {
      consumer.accept(event);
      return Boolean.TRUE;
    };
  }
}
