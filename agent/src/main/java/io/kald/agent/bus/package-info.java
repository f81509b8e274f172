/**
 * Carries events from the loops to the sinks: one bounded queue and one thread for each sink. May
 * look at {@code io.kald.probe.event} and {@code .time}, at no sink.
 */
@NullMarked
package io.kald.agent.bus;

import org.jspecify.annotations.NullMarked;
