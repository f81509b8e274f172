/**
 * What {@code kald quickstart} needs besides the daemon: a service that comes and goes, and a view
 * of services for whoever sits before it. Looks at time and net of the probes, and at no other room
 * of the agent: the daemon says what is shown.
 */
@NullMarked
package io.kald.agent.quickstart;

import org.jspecify.annotations.NullMarked;
