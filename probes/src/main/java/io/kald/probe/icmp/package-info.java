/**
 * ICMP echoes on this machine's own sockets, thousands of targets to a socket. Looks at the
 * vocabulary, at time and at {@code net}; sees neither schedule nor state nor another prober.
 */
@NullMarked
package io.kald.probe.icmp;

import org.jspecify.annotations.NullMarked;
