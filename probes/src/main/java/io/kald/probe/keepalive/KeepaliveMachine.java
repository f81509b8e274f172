package io.kald.probe.keepalive;

import io.kald.probe.ProbeResult;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a CSS service (probes/CSS.md#states). Pure: results in, transitions out.
 *
 * <pre>
 *           activate                answered
 * SUSPENDED --------&gt; DOWN ------------------------&gt; ALIVE
 *     ^                ^                             |  ^
 *     | suspend        | failures = maxfailure       |  | answered
 *   (any)              '------------ DYING &lt;---------'--'
 *                                        1st failure
 * </pre>
 *
 * With maxfailure 1 the first failure leads from ALIVE to DOWN. A service starts DOWN on no
 * evidence; one answer makes it ALIVE, and only maxfailure failures make DOWN known, so that one
 * probe lost at start-up alarms nobody.
 */
public final class KeepaliveMachine {
  private final int maxFailure;
  private final boolean localFailuresCount;

  private State state = State.DOWN;
  private Evidence evidence = Evidence.NONE;
  private int failures;
  private long transitions;

  /**
   * A service that is active and of which nothing is known.
   *
   * @param maxFailure consecutive failures until DOWN, at least 1
   * @param localFailuresCount whether a probe that never left is held against the target
   */
  public KeepaliveMachine(int maxFailure, boolean localFailuresCount) {
    if (maxFailure < 1) {
      throw new IllegalArgumentException("maxFailure: " + maxFailure + " (expected: >= 1)");
    }
    this.maxFailure = maxFailure;
    this.localFailuresCount = localFailuresCount;
  }

  /**
   * The machine that goes on under another rule from what is known here: state, failures in a row
   * and counter stay. The rule itself changes no state: a service with as many failures as the new
   * maxfailure is DOWN with the next one. The state is not announced again when probes confirm it.
   */
  public KeepaliveMachine continued(int newMaxFailure, boolean newLocalFailuresCount) {
    KeepaliveMachine next = new KeepaliveMachine(newMaxFailure, newLocalFailuresCount);
    next.state = state;
    next.evidence = evidence == Evidence.NONE ? Evidence.NONE : Evidence.RESTORED;
    next.failures = failures;
    next.transitions = transitions;
    return next;
  }

  /** What is known now. */
  public Standing standing() {
    return Standing.of(state, evidence);
  }

  /** The state alone. */
  public State state() {
    return state;
  }

  /** Consecutive failures, also beyond maxfailure; 0 while ALIVE. */
  public int failures() {
    return failures;
  }

  /** How often DOWN or ALIVE was entered: "State Transitions" of {@code show service}. */
  public long transitions() {
    return transitions;
  }

  /** Takes a result and returns the transition it caused, if any. */
  public Optional<Transition> on(ProbeResult result) {
    if (state == State.SUSPENDED) {
      return Optional.empty();
    }
    @Nullable String failure = failureOf(result);
    if (failure == null) {
      return Optional.empty();
    }
    return failure.isEmpty() ? answered(result) : failed(result, failure);
  }

  /** Takes the service out, whatever it was. */
  public Optional<Transition> suspend(long nowNanos) {
    failures = 0;
    return become(State.SUSPENDED, Evidence.NONE, nowNanos, "suspended by the operator");
  }

  /** Brings a suspended service back: DOWN, with nothing known. */
  public Optional<Transition> activate(long nowNanos) {
    return state == State.SUSPENDED
        ? become(State.DOWN, Evidence.NONE, nowNanos, "activated by the operator")
        : Optional.empty();
  }

  private Optional<Transition> answered(ProbeResult result) {
    failures = 0;
    return become(State.ALIVE, Evidence.PROBED, result.endNanos(), "answered");
  }

  private Optional<Transition> failed(ProbeResult result, String failure) {
    failures += failures < Integer.MAX_VALUE ? 1 : 0;
    String reason = failures == 1 ? "1 failure: " + failure : failures + " failures: " + failure;
    if (failures >= maxFailure) {
      return become(State.DOWN, Evidence.PROBED, result.endNanos(), reason);
    }
    return state == State.DOWN
        ? Optional.empty()
        : become(State.DYING, Evidence.PROBED, result.endNanos(), reason);
  }

  /** Null: says nothing. Empty: answered. Otherwise: what failed. */
  private @Nullable String failureOf(ProbeResult result) {
    boolean left = result.outcome().match(a -> true, r -> true, u -> true, notProbed -> false);
    if (!left && !localFailuresCount) {
      return null;
    }
    return result
        .outcome()
        .match(
            answered -> "",
            rejected -> rejected.reason().label(),
            unanswered -> "no answer in time",
            notProbed -> notProbed.reason().label());
  }

  /** The only place where the state changes. */
  private Optional<Transition> become(State to, Evidence on, long atNanos, String reason) {
    if (to == state && (on == evidence || evidence == Evidence.RESTORED)) {
      evidence = on;
      return Optional.empty();
    }
    Transition transition = new Transition(standing(), Standing.of(to, on), atNanos, reason);
    state = to;
    evidence = on;
    transitions += transition.counted() ? 1 : 0;
    return Optional.of(transition);
  }
}
