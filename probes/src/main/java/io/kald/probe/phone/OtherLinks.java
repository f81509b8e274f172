package io.kald.probe.phone;

import io.kald.probe.event.PhoneFact;

/**
 * Which nodes a registered phone keeps connections with besides its own: all it would rather be at,
 * and the first reachable one behind its own, which is its standby. It never registers there while
 * it is registered. Pure.
 */
final class OtherLinks {
  // deps
  private final Scene scene;

  // state
  private int standby = Scene.NOBODY;

  OtherLinks(Scene scene) {
    this.scene = scene;
  }

  /** Connects and closes until that is so; what failed is left alone until its time. */
  void keep(Link home, long nowNanos) {
    for (int place = 0; place < home.place; place++) {
      Link link = scene.links.get(place);
      if (link.mayConnect(nowNanos)) {
        scene.connect(link, nowNanos);
      }
    }
    become(behind(home, nowNanos));
  }

  private int behind(Link home, long nowNanos) {
    int found = Scene.NOBODY;
    boolean open = true;
    for (int place = home.place + 1; place < scene.links.size(); place++) {
      Link link = scene.links.get(place);
      if (found != Scene.NOBODY) {
        scene.close(link, false);
      } else if (link.connected()) {
        found = place;
      } else if (open && link.mayConnect(nowNanos)) {
        scene.connect(link, nowNanos);
      }
      // The next one gets its turn when this one has failed.
      open &= link.isIdle() || link.attempts.haveFailed();
    }
    return found;
  }

  /** The phone has no home: its standby stays what it is while it is connected. */
  void drop(int place) {
    if (place == standby) {
      become(Scene.NOBODY);
    }
  }

  /**
   * The node has closed a connection over which the phone is not registered: opens it again, if
   * that says nothing against the node, and lets its good answers count on.
   */
  boolean reopened(Link link, long nowNanos) {
    if (!link.mayReopen(scene.active, nowNanos)) {
      return false;
    }
    final boolean wasProven = link.health.proven();
    scene.close(link, false);
    drop(link.place);
    link.health.resumed(wasProven);
    scene.connect(link, nowNanos);
    return true;
  }

  /** The place of the standby, or nobody. */
  int standby() {
    return standby;
  }

  /** When a connection may be tried again, counted from {@code nowNanos}. */
  long nextAfter(Link home, long nowNanos) {
    long after = Long.MAX_VALUE;
    for (Link link : scene.links) {
      boolean wanted = link.place < home.place || standby == Scene.NOBODY || link.place < standby;
      long wait = link.attempts.retryAfter(nowNanos);
      if (link != home && wanted && link.isIdle() && wait > 0) {
        after = Math.min(after, wait);
      }
    }
    return after;
  }

  private void become(int place) {
    if (place != standby) {
      standby = place;
      String name = place == Scene.NOBODY ? "" : scene.links.get(place).name();
      scene.tell(new PhoneFact.Standby(name));
    }
  }
}
