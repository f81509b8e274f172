package io.kald.probe;

/**
 * Why this machine would not do what a probe needs.
 *
 * @param detail for a reader: the call and errno, {@code bind 192.0.2.1: EADDRNOTAVAIL (cannot
 *     assign requested address)}
 */
public record LocalFailure(Reason reason, String detail) {}
