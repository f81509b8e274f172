/**
 * Asks one target again and again, as {@code ping} does: a schedule, a tally and two ways to write
 * them. May look at the vocabulary of probes, at time, schedule and net, and at the probers.
 */
@NullMarked
package io.kald.agent.ping;

import org.jspecify.annotations.NullMarked;
