package io.kald.probe.host;

/** What the kernel reports of the packet it was given, when nothing has come back. */
public enum Handover {
  /** This machine itself has reported that the next hop's link-layer address was not to be had. */
  UNDELIVERED,
  /** It has left this machine, as far as the kernel knows. */
  LEFT,
  /** Nothing is known: an error of sending it would not have been reported. */
  UNKNOWN,
  /** It is still in this machine: in a queue, or waiting for the next hop's address. */
  WAITING,
  /** The queue of the interface had no room for it. */
  DROPPED,
  /** It, or its repetition, was refused on the way out: a packet filter, a full table or queue. */
  REFUSED
}
