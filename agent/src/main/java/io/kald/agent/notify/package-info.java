/**
 * Tells the service manager that started kald how it does, by the protocol of systemd's
 * sd_notify(3). Knows a socket of libc and the clock, and nothing of what it tells about.
 */
@NullMarked
package io.kald.agent.notify;

import org.jspecify.annotations.NullMarked;
