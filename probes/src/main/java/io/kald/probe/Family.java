package io.kald.probe;

/** Which addresses of a name may be asked. */
public enum Family {
  /** The first address the resolver gives, of either family. */
  ANY,
  IPV4,
  IPV6
}
