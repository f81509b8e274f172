package io.kald.probe.keepalive;

/** What a state rests on. A state without evidence is never announced (probes/CSS.md#evidence). */
public enum Evidence {
  /** Nothing is known yet. */
  NONE,
  /** Taken over from an earlier run; not yet confirmed. */
  RESTORED,
  /** Probes of this run. */
  PROBED
}
