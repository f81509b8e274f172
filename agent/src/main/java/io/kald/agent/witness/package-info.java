/**
 * The witness: captures kald's own probes and KeepAlives while they are sent and holds every result
 * against the packets. One thread for each interface takes packets off the kernel; the thread of
 * the sink does the rest. Knows events, packets and the rules of an audit; neither the engine nor
 * another sink.
 */
@NullMarked
package io.kald.agent.witness;

import org.jspecify.annotations.NullMarked;
