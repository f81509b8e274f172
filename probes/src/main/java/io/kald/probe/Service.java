package io.kald.probe;

/**
 * A service whose state follows a keepalive.
 *
 * @param suspended whether the operator has taken it out: its state is SUSPENDED whatever probes
 *     say
 */
public record Service(String name, boolean suspended) {}
