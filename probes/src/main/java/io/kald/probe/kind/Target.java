package io.kald.probe.kind;

import io.kald.probe.Egress;
import io.kald.probe.Family;

/**
 * Who is asked and by which way: the same for all kinds.
 *
 * @param host name or numeric address
 * @param family which of its addresses may be asked
 * @param egress how the packets leave, without source ports, which are for a kind to choose
 */
public record Target(String host, Family family, Egress egress) {}
