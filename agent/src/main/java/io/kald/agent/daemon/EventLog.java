package io.kald.agent.daemon;

import io.kald.agent.bus.Sink;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.time.NanoClock;

/** What the log reports of events: phones, changes of state, and on request single probes. */
final class EventLog implements Sink {
  private final PhoneLog phones;
  private final TransitionLog transitions;

  /** A log of which some lines are bounded in number by {@code clock}. */
  EventLog(NanoClock clock) {
    phones = new PhoneLog(clock);
    transitions = new TransitionLog(clock);
  }

  /** Whether one of them has something to do for the event; for most none has. Any thread. */
  static boolean concerns(ProbeEvent event) {
    return event instanceof ProbeEvent.Changed
        || PhoneLog.concerns(event)
        || ProbeLog.concerns(event);
  }

  @Override
  public void accept(ProbeEvent event) {
    phones.accept(event);
    transitions.accept(event);
    ProbeLog.accept(event);
  }

  @Override
  public void flush() {
    phones.flush();
    transitions.flush();
  }

  @Override
  public void close() {
    phones.close();
    transitions.close();
  }
}
