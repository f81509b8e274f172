package io.kald.agent.flow;

import io.kald.sccp.SccpMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One SCCP message on the wire.
 *
 * @param connection counts the TCP connections of the capture, so that two that share their ports
 *     can be told apart
 * @param seen the packet that completed the message when it was first sent
 * @param acknowledged the first packet of the other side whose acknowledgement covers the message,
 *     with or without data; null when the capture shows none
 * @param acknowledgedBare whether that packet carried no data
 * @param again retransmissions of the message's last byte
 */
public record SccpSeen(
    long connection,
    Endpoint phone,
    Endpoint node,
    boolean fromPhone,
    SccpMessage message,
    Moment seen,
    @Nullable Moment acknowledged,
    boolean acknowledgedBare,
    List<Moment> again) {}
