/**
 * A simulated cluster of call managers, for people without a lab and for tests: real SCCP over TCP
 * or TLS, and faults to switch on. The rules (devices, tokens, throttle) know no socket and no
 * clock. May look at protocol-sccp, at time and net of probes, and at the configuration's values.
 */
@NullMarked
package io.kald.agent.simulate;

import org.jspecify.annotations.NullMarked;
