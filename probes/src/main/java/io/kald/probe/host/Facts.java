package io.kald.probe.host;

import io.kald.probe.host.Link.Loss;
import org.jspecify.annotations.Nullable;

/**
 * What is known of this machine's network in the time of one probe that failed.
 *
 * @param handover what became of its packet
 * @param noRoute why no route leads to the target, or null
 * @param loss what the interface lacked at some time since the probe was sent
 * @param link the interface, for a reader
 * @param gateway the next hop on the way to the target, for a reader; null when the target is on
 *     the link
 * @param neighbour the next hop's entry in the neighbour table
 * @param tableFull whether the neighbour table had no room; null when it had
 * @param conntrackFull whether the table of connection tracking had no room
 */
record Facts(
    Handover handover,
    @Nullable String noRoute,
    Loss loss,
    String link,
    @Nullable String gateway,
    Neighbour neighbour,
    @Nullable NeighbourTable tableFull,
    boolean conntrackFull) {}
