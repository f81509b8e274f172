/**
 * When the next probe is due, as arithmetic, and the wheel that wakes a loop for it. May look at
 * the\n * vocabulary.
 */
@NullMarked
package io.kald.probe.schedule;

import org.jspecify.annotations.NullMarked;
