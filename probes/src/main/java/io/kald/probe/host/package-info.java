/**
 * Was this machine's own network in order while a probe was out? Links, routes, neighbours and
 * connection tracking, as the kernel reports them by rtnetlink and /proc. Looks at the vocabulary,
 * at net and at time; knows no prober.
 */
@NullMarked
package io.kald.probe.host;

import org.jspecify.annotations.NullMarked;
