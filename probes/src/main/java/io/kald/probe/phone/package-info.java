/**
 * A phone at its nodes: registered with one, watching others; when it gives one up, and for which
 * other. The cores are pure: no clock, no socket. What they order is done on Netty channels of the
 * engine's loop.
 */
@NullMarked
package io.kald.probe.phone;

import org.jspecify.annotations.NullMarked;
