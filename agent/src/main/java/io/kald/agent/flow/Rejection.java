package io.kald.agent.flow;

/**
 * An ICMP error that quotes a packet of the exchange.
 *
 * @param type ICMP or ICMPv6 type
 * @param code ICMP or ICMPv6 code
 * @param from who sent it
 * @param seen the packet that carried it
 */
public record Rejection(int type, int code, String from, Moment seen) {}
