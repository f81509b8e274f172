/**
 * Which address does a host name have, and which of several can be reached from here? Answers as
 * getaddrinfo does, but no name waits for another. Knows sockets and files, neither keepalives nor
 * schedules.
 */
@NullMarked
package io.kald.probe.name;

import org.jspecify.annotations.NullMarked;
