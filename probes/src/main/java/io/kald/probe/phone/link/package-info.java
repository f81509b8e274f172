/**
 * The connections of a phone: Netty channels of the engine's loop, TLS, and what the kernel knows
 * of deliveries. Does what {@code io.kald.probe.phone} orders and brings back what happens; decides
 * nothing.
 */
@NullMarked
package io.kald.probe.phone.link;

import org.jspecify.annotations.NullMarked;
