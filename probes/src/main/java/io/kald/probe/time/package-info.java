/**
 * The only room that reads a clock. Monotonic nanoseconds measure, wall time dates; no method
 * takes\n * both.
 */
@NullMarked
package io.kald.probe.time;

import org.jspecify.annotations.NullMarked;
