package io.kald.probe;

/** Which addresses of a name may be asked. */
public enum Family {
  /** The first by RFC 6724 that has a route, of either family. */
  ANY,
  IPV4,
  IPV6
}
