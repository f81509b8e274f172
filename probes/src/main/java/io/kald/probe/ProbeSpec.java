package io.kald.probe;

/**
 * What is asked of a target. Complete and valid: a spec that exists needs no further checks. Each
 * kind of probe has a record of its own; equal specs ask the same.
 */
public interface ProbeSpec {
  /** Name or numeric address of the target. */
  String host();

  /** Which of the host's addresses may be asked. */
  Family family();

  /** How the packets leave. */
  Egress egress();

  /** The kind as metrics, journal and messages spell it: {@code tcp}, {@code icmp}. */
  String kind();

  /** The target as a reader would type it: {@code host:port} or {@code host}. */
  String target();

  /** How its probes look in a capture. */
  Wire wire();

  /** The longest an answer may take, whatever the rule says. */
  default long mostNanos() {
    return Long.MAX_VALUE;
  }

  /** Whether each outstanding probe holds a descriptor of its own. */
  default boolean needsDescriptor() {
    return true;
  }
}
