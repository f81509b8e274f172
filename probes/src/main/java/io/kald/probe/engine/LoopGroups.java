package io.kald.probe.engine;

import io.kald.probe.Phone;
import io.kald.probe.keepalive.Standing;
import io.kald.probe.phone.link.PhoneSecurity;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final Map<String, GroupRunner> ownerByDevice = new HashMap<>();
  private final Map<String, ArrayDeque<GroupRunner>> waitingByDevice = new HashMap<>();
  private final Set<GroupRunner> leaving = new HashSet<>();
  private @Nullable Runnable closed;

  LoopGroups(LoopCore core) {
    this.core = core;
  }

  /**
   * Starts a phone, when its device is nobody's any more; its name is free.
   *
   * @param addresses of the group's nodes in order; empty while a name is being looked up
   * @param delayNanos how long it waits when its device is free
   * @param handover what its services come from
   */
  void add(
      Phone phone,
      PhoneSecurity security,
      List<String> addresses,
      long delayNanos,
      Handover handover) {
    GroupRunner runner = new GroupRunner(core, phone, security, this::left);
    core.seat(runner);
    byName.put(phone.name(), runner);
    ServiceChanges.added(core, phone, Standing.UNKNOWN, handover);
    for (int place = 0; place < addresses.size(); place++) {
      if (!addresses.get(place).isEmpty()) {
        runner.address(place, addresses.get(place));
      }
    }
    if (ownerByDevice.putIfAbsent(runner.device(), runner) == null) {
      core.guard(runner, own -> own.begin(delayNanos));
    } else {
      waitingByDevice.computeIfAbsent(runner.device(), d -> new ArrayDeque<>()).add(runner);
    }
  }

  /** Stops a phone; it unregisters first. */
  void remove(String name, Handover handover) {
    GroupRunner runner = byName.remove(name);
    if (runner == null) {
      return;
    }
    core.removed(runner.monitored(), handover);
    if (ownerByDevice.get(runner.device()) == runner) {
      leave(runner, "removed");
    } else {
      forget(runner);
    }
  }

  /** Gives a running phone another list of services. */
  void services(Phone wanted, Handover handover) {
    GroupRunner runner = byName.get(wanted.name());
    if (runner != null) {
      core.guard(runner, r -> r.services(wanted, handover));
    }
  }

  /** Takes the services away from a phone that go on under another keepalive. */
  void detach(String name, Handover handover) {
    GroupRunner runner = byName.get(name);
    if (runner != null) {
      core.guard(runner, r -> r.detach(handover));
    }
  }

  /** Tells a running phone a node's address. */
  void address(String name, int place, String address) {
    GroupRunner runner = byName.get(name);
    if (runner != null) {
      core.guard(runner, r -> r.address(place, address));
    }
  }

  /** Lets every phone take its leave; {@code done} when the last one has, and only once. */
  void close(Runnable done) {
    for (GroupRunner runner : List.copyOf(byName.values())) {
      if (ownerByDevice.get(runner.device()) != runner) {
        forget(runner);
      }
    }
    for (GroupRunner runner : List.copyOf(ownerByDevice.values())) {
      if (!leaving.contains(runner)) {
        leave(runner, "kald stops");
      }
    }
    byName.clear();
    closed = done; // Not before: the first may have left before the last was told to.
    doneIfEmpty();
  }

  private void leave(GroupRunner runner, String why) {
    leaving.add(runner);
    core.guard(runner, r -> r.leave(why));
  }

  /** One that has waited for its device in vain. */
  private void forget(GroupRunner runner) {
    ArrayDeque<GroupRunner> waiting = waitingByDevice.get(runner.device());
    if (waiting != null && waiting.remove(runner)) {
      core.unseat(runner);
      if (waiting.isEmpty()) {
        waitingByDevice.remove(runner.device());
      }
    }
  }

  /** A fault on the way may tell it twice; the device is given on once. */
  private void left(GroupRunner gone) {
    if (!leaving.remove(gone)) {
      return;
    }
    core.unseat(gone);
    ownerByDevice.remove(gone.device(), gone);
    beginNext(gone.device());
    doneIfEmpty();
  }

  private void beginNext(String device) {
    ArrayDeque<GroupRunner> waiting = waitingByDevice.get(device);
    if (waiting == null) {
      return;
    }
    GroupRunner next = waiting.remove();
    if (waiting.isEmpty()) {
      waitingByDevice.remove(device);
    }
    ownerByDevice.put(device, next);
    core.guard(next, own -> own.begin(0));
  }

  private void doneIfEmpty() {
    Runnable done = closed;
    if (done != null && leaving.isEmpty()) {
      closed = null;
      done.run();
    }
  }
}
