package io.kald.probe;

import java.util.Locale;

/** Why a probe was not answered. The set is small and closed: metrics carry it as a label. */
public enum Reason {
  // Evidence against the target: something came back, and it was not an answer.
  REFUSED,
  RESET,
  CLOSED,
  NET_UNREACHABLE,
  HOST_UNREACHABLE,
  PROTOCOL_UNREACHABLE,
  PORT_UNREACHABLE,
  FRAGMENTATION_NEEDED,
  ADMIN_PROHIBITED,
  TTL_EXCEEDED,
  OTHER_ICMP_ERROR,

  // Evidence against the target: nothing came back in time.
  SILENT,

  // No evidence at all: the probe did not leave, or this process could not watch for its answer.
  NAME_UNRESOLVED,
  NO_SOURCE_PORT,
  SOURCE_PORT_QUARANTINED,
  SOURCE_ADDRESS_MISSING,
  NO_DEVICE,
  NO_ZONE,
  NO_ROUTE,
  ROUTE_CHANGED,
  INTERFACE_DOWN,
  NO_CARRIER,
  NO_GATEWAY, // of a failure, too: after an hour
  NO_NEIGHBOUR_ENTRY,
  MESSAGE_TOO_LONG,
  NO_DESCRIPTOR,
  NO_BUFFER,
  NOT_PERMITTED,
  BUSY,
  STALLED,
  NOT_ON_WIRE,
  ANSWER_DROPPED_HERE,
  FAULT;

  private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The reason as journal lines, metric labels and JSON spell it: {@code no-source-port}. */
  public String label() {
    return label;
  }
}
