/**
 * Captures: files and streams of pcap and pcapng read packet by packet, and pcapng written. Knows
 * nothing of what the packets mean together; packet time is the only clock; bounded memory,
 * whatever a file claims.
 */
@NullMarked
package io.kald.agent.pcap;

import org.jspecify.annotations.NullMarked;
