package io.kald.probe.engine;

import io.kald.probe.Keepalive;
import io.kald.probe.ProbeSpec.SccpSpec;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.event.ProbeEvent.Configured.Change;
import io.kald.probe.phone.PhoneSecurity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The phones of one loop. A device is never registered twice: whoever has its name waits until the
 * one before has taken its leave. Confined to the loop.
 */
final class LoopGroups {
  // deps
  private final LoopCore core;

  // state
  private final Map<String, GroupRunner> byName = new HashMap<>();
  private final Map<String, GroupRunner> leavingByDevice = new HashMap<>();
  private final Map<String, GroupRunner> waitingByDevice = new HashMap<>();
  private @Nullable Runnable closed;

  LoopGroups(LoopCore core) {
    this.core = core;
  }

  /**
   * Starts a phone; its name is free.
   *
   * @param addresses of the group's nodes in order; empty while a name is being looked up
   */
  void add(Keepalive keepalive, SccpSpec spec, PhoneSecurity security, List<String> addresses) {
    String device = spec.device().name();
    GroupRunner runner =
        new GroupRunner(core, keepalive, spec, security, () -> left(keepalive.name(), device));
    core.seat(runner);
    byName.put(keepalive.name(), runner);
    core.emit(new ProbeEvent.Configured(keepalive, Change.ADDED, core.now()));
    for (int place = 0; place < addresses.size(); place++) {
      runner.address(place, addresses.get(place));
    }
    if (leavingByDevice.containsKey(device)) {
      waitingByDevice.put(device, runner);
    } else {
      core.guard(runner, runner::start);
    }
  }

  /** Stops a phone; it unregisters first. */
  void remove(String name) {
    GroupRunner runner = byName.remove(name);
    if (runner == null) {
      return;
    }
    core.emit(new ProbeEvent.Configured(runner.keepalive(), Change.REMOVED, core.now()));
    if (waitingByDevice.remove(runner.device(), runner)) {
      core.unseat(runner);
      return;
    }
    leavingByDevice.put(runner.device(), runner);
    core.guard(runner, () -> runner.leave("removed"));
  }

  /** Gives a running phone another list of services. */
  void services(Keepalive wanted) {
    GroupRunner runner = byName.get(wanted.name());
    if (runner != null) {
      core.guard(runner, () -> runner.services(wanted));
    }
  }

  /** Tells a running phone a node's address. */
  void address(String name, int place, String address) {
    GroupRunner runner = byName.get(name);
    if (runner != null) {
      core.guard(runner, () -> runner.address(place, address));
    }
  }

  /** Lets every phone take its leave; {@code done} when the last one has. */
  void close(Runnable done) {
    closed = done;
    waitingByDevice.values().forEach(core::unseat);
    waitingByDevice.values().forEach(runner -> byName.remove(runner.keepalive().name()));
    waitingByDevice.clear();
    for (GroupRunner runner : List.copyOf(byName.values())) {
      byName.remove(runner.keepalive().name());
      leavingByDevice.put(runner.device(), runner);
      core.guard(runner, () -> runner.leave("kald stops"));
    }
    doneIfEmpty();
  }

  private void left(String name, String device) {
    GroupRunner gone = leavingByDevice.remove(device);
    if (gone == null) {
      throw new IllegalStateException(name + " was not leaving");
    }
    core.unseat(gone);
    GroupRunner next = waitingByDevice.remove(device);
    if (next != null) {
      core.guard(next, next::start);
    }
    doneIfEmpty();
  }

  private void doneIfEmpty() {
    Runnable done = closed;
    if (done != null && leavingByDevice.isEmpty()) {
      closed = null;
      done.run();
    }
  }
}
