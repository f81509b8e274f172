package io.kald.agent.status;

/** A probe that was not answered, and whose. */
public record FailureView(String keepalive, String target, String address, LastProbe probe) {}
