package io.kald.probe.host;

/** What this machine knows of the next hop's link-layer address. */
enum Neighbour {
  /** Nothing, not even that it was asked for. */
  ABSENT,
  /** It was asked for and has not answered. */
  UNRESOLVED,
  /** There is one, or none is needed. */
  RESOLVED,
  /** The kernel does not report it. */
  UNKNOWN
}
