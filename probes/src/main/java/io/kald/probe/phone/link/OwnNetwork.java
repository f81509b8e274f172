package io.kald.probe.phone.link;

import io.kald.probe.host.EgressCheck;
import io.kald.probe.host.SocketState;
import io.kald.probe.net.ErrorQueue;
import io.kald.probe.net.OwnAddresses;
import org.jspecify.annotations.Nullable;

/**
 * What the phones of one loop ask about this machine after failures.
 *
 * @param addresses null: this machine cannot be asked for its addresses
 * @param sockets null: this transport does not show its sockets
 * @param errors null as well then
 */
record OwnNetwork(
    EgressCheck egress,
    @Nullable OwnAddresses addresses,
    @Nullable SocketState sockets,
    @Nullable ErrorQueue errors) {}
