package io.kald.agent.status;

import io.kald.agent.bus.EventDispatch;
import io.kald.agent.bus.EventHandler;
import io.kald.agent.bus.Sink;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.event.ProbeEvent.Changed;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.event.ProbeEvent.PhoneReported;
import io.kald.probe.event.ProbeEvent.PortQuarantine;
import io.kald.probe.event.ProbeEvent.Probed;
import io.kald.probe.event.ProbeEvent.Skipped;

/** Keeps a {@link StatusBoard} up to date. */
public final class StatusSink implements Sink {
  private final EventDispatch dispatch;

  /** Writes to {@code board}; nobody else does. */
  public StatusSink(StatusBoard board) {
    this.dispatch = new EventDispatch(new Writer(board));
  }

  /**
   * Whether an event changes what is on show. What became of a phone's KeepAlive does not: the
   * probe it was is an event of its own. Any thread.
   */
  public static boolean concerns(ProbeEvent event) {
    return !(event instanceof PhoneReported phone && phone.fact() instanceof PhoneFact.Exchange);
  }

  @Override
  public void accept(ProbeEvent event) {
    dispatch.accept(event);
  }

  private record Writer(StatusBoard board) implements EventHandler {
    @Override
    public void onProbed(Probed event) {
      board.probed(event);
    }

    @Override
    public void onChanged(Changed event) {
      board.changed(event);
    }

    @Override
    public void onSkipped(Skipped event) {
      board.skipped(event);
    }

    @Override
    public void onConfigured(Configured event) {
      board.configured(event);
    }

    @Override
    public void onPhone(PhoneReported event) {
      board.phone(event);
    }

    @Override
    public void onPortQuarantine(PortQuarantine event) {
      // The journal and the metrics tell of it; no service's state depends on it.
    }
  }
}
