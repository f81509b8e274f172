/**
 * Packets put together to exchanges: TCP connections, echoes, SCCP messages. Packet time is the
 * only clock; bounded memory.
 */
@NullMarked
package io.kald.agent.flow;

import org.jspecify.annotations.NullMarked;
