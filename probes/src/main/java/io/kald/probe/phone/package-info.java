/**
 * A phone at its nodes: when it gives one up, and for which other. The cores are pure: no clock, no
 * socket.
 */
@NullMarked
package io.kald.probe.phone;

import org.jspecify.annotations.NullMarked;
