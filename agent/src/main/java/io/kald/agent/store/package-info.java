/**
 * The journal: one line for each probe and each transition, kept for audits. May look at {@code
 * bus} and the vocabulary of probes.
 */
@NullMarked
package io.kald.agent.store;

import org.jspecify.annotations.NullMarked;
