/**
 * Asks a TCP port whether somebody answers its handshake. Looks at the vocabulary, at time, at net
 * and at Netty's loops; knows neither schedule nor state nor another prober.
 */
@NullMarked
package io.kald.probe.tcp;

import org.jspecify.annotations.NullMarked;
