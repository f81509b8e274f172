/**
 * The connection table of a load balancer or firewall, played on packets: which connections its
 * timers would have cut. Packet time is the only clock; bounded memory; touches no thread.
 */
@NullMarked
package io.kald.agent.timers;

import org.jspecify.annotations.NullMarked;
