/**
 * Lays what was on the wire against the rules a prober should keep and against what kald's journal
 * says it did. Pure: exchanges, a rule and journal lines in, findings out; packet time is the only
 * clock. The same {@code Rule} and {@code KeepaliveMachine} that judge live probes judge these.
 */
@NullMarked
package io.kald.agent.audit;

import org.jspecify.annotations.NullMarked;
