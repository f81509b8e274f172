package io.kald.agent.flow;

/**
 * An ICMP error that quotes a packet of the exchange.
 *
 * @param ipVersion 4 for ICMP, 6 for ICMPv6
 * @param type its type
 * @param code its code
 * @param from who sent it
 * @param seen the packet that carried it
 */
public record Rejection(int ipVersion, int type, int code, String from, Moment seen) {}
