package io.kald.probe.phone;

import io.kald.probe.event.PhoneFact;
import io.kald.probe.phone.Link.Phase;
import java.util.concurrent.TimeUnit;

/**
 * How a phone registers over a connection: Alarm and Register; RegisterAck; the capabilities when
 * the node asks for them; templates, lines and the date; and when the date is there it is
 * registered. Pure.
 */
final class Registration {
  /** How long a node may take to ask for the capabilities before the phone goes on without. */
  private static final long CAPABILITIES_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  // deps
  private final Scene scene;

  // state
  private String lastReason = "Initialized";

  Registration(Scene scene) {
    this.scene = scene;
  }

  /** Why the phone comes, for its next Alarm. */
  void reason(String reason) {
    lastReason = reason;
  }

  void begin(Link link, long nowNanos) {
    link.registering(nowNanos, nowNanos + scene.timers().registerNanos());
    scene.order(new Order.Send(link.place, Order.Word.REGISTER, lastReason));
  }

  void acked(Link link, PhoneTerms offered, long nowNanos) {
    link.registerAcked(offered, scene.timers(), nowNanos + CAPABILITIES_NANOS);
    scene.offered = offered;
    scene.terms = link.terms();
  }

  void capabilitiesAsked(Link link, long nowNanos) {
    if (!link.capabilitiesAsked()) {
      return;
    }
    scene.send(link, Order.Word.CAPABILITIES);
    if (link.phase() == Phase.ACKED) {
      question(link, nowNanos);
    }
  }

  void question(Link link, long nowNanos) {
    link.asking(nowNanos, nowNanos + scene.timers().registerNanos());
    scene.send(link, Order.Word.QUESTIONS);
  }

  void done(Link link, long nowNanos) {
    link.registered(nowNanos);
    scene.tell(
        new PhoneFact.Registered(
            link.name(),
            nowNanos - link.startNanos(),
            link.terms().keepAliveNanos(),
            link.terms().standbyNanos(),
            link.terms().protocol()));
  }
}
